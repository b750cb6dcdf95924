import { fakeRun } from "@infoplane/contracts/test";
import { expect, it } from "vitest";
import { digest } from "./own-reporter.ts";

it("tells the mean over seeds after the last epoch, on test data", async () => {
  const row = { quantity: "accuracy", split: "test", epoch: 2 } as const;
  const run = fakeRun([
    { ...row, epoch: 1, value: 0.1 },
    { ...row, value: 0.5 },
    { ...row, seed: 2, value: 0.75 },
    { ...row, split: "train", value: 1 },
    { ...row, arm: "per-layer", quantity: "loss", value: 1 },
  ]);
  const files = [];
  for await (const file of digest.create({ quantity: "accuracy" }).render(run)) files.push(file);
  expect(files).toEqual([{ path: "digest.txt", content: "accuracy of fake\ne2e: 0.625\nper-layer: not measured\n" }]);
});
