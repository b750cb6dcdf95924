import { expect, it } from "vitest";
import { sampleRun } from "../test/sample-run.ts";
import { thinEpochs } from "./thin-epochs.ts";

it("keeps everything of a short run", () => {
  const { records } = sampleRun({ epochs: 12 });
  expect(thinEpochs(records)).toHaveLength(records.length);
});

it("keeps first and last epoch of a long run, and few points per path", () => {
  const records = sampleRun({ epochs: 400, seeds: [1] }).records.filter((r) => r.quantity === "nhsic(X, Z)");
  const shorter = records.filter((r) => r.arm !== "e2e" || r.epoch <= 333);
  const epochs = (arm: string) => [...new Set(thinEpochs(shorter).flatMap((r) => (r.arm === arm ? r.epoch : [])))];
  expect(epochs("per-layer").at(0)).toBe(0);
  expect(epochs("per-layer").at(-1)).toBe(400);
  expect(epochs("e2e").at(-1)).toBe(333);
  expect(epochs("per-layer").length).toBeLessThanOrEqual(61);
});
