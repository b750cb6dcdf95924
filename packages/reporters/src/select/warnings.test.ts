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

it("counts a cell as finished by its records, as the tables do, whatever its status says", () => {
  const run = sampleRun();
  const open = run.cells.map((cell): CellView => ({ ...cell, status: { state: "interrupted", at } }));
  expect(warnings({ ...run, cells: open })).toEqual([]);
  const [first] = open;
  const records = run.records.filter(({ cell, epoch }) => cell !== first?.hash || epoch < 12);
  expect(warnings({ ...run, cells: open, records })).toEqual([
    expect.stringMatching(/^Final values and tests are without e2e \(seed 1\): not finished\./),
  ]);
});

it("tells the first of thousands of damaged cells, and counts the others", () => {
  const run = sampleRun();
  const status = { state: "failed", at, code: "X", message: "records.jsonl is damaged" } as const;
  const cells = Array.from({ length: 3000 }, (_, seed): CellView => ({ hash: `${seed}`, arm: "e2e", seed, status }));
  const list = warnings({ ...run, cells, records: [], leftOut: cells.map(({ hash }) => `cells/${hash}`) });
  expect(list).toHaveLength(22);
  expect(list[9]).toBe("Left out: cells/9.");
  expect(list[10]).toBe("Left out: … and 2,990 more things, see left-out.txt.");
  expect(list[21]).toBe("… and 2,990 more cells without final values: failed.");
});
