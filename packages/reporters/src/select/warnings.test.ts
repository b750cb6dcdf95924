import type { CellView, RunView } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { sampleRun } from "../test/sample-run.ts";
import { warnings } from "./warnings.ts";

const at = { epoch: 3, step: 234 };

it("has nothing to warn of in a complete run", () => {
  expect(warnings(sampleRun())).toEqual([]);
});

it("puts the stand-in first, then cells without final values, then the single seed", () => {
  const run = sampleRun({ seeds: [4] });
  const cells: CellView[] = [
    { hash: "a", arm: "e2e", seed: 4, status: { state: "failed", at, code: "X", message: "the loss became NaN" } },
    { hash: "b", arm: "per-layer", seed: 4, status: { state: "interrupted", at } },
    { hash: "c", arm: "blocks-2", seed: 4, status: { state: "waiting" } },
  ];
  const standIn = { wanted: "cifar10", used: "textures", reason: "the host cannot be reached" };
  const view: RunView = { ...run, cells, manifest: { ...run.manifest, standIn, warnings: ["from the run"] } };
  const list = warnings(view);
  expect(list).toHaveLength(5);
  expect(list[0]).toContain("cifar10");
  expect(list[0]).toContain("textures");
  expect(list[1]).toContain("failed in epoch 4: the loss became NaN");
  expect(list[2]).toContain("without per-layer (seed 4), blocks-2 (seed 4): not finished.");
  expect(list[3]).toContain("One seed only");
  expect(list[4]).toBe("from the run");
});
