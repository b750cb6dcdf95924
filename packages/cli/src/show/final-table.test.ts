import type { RunRecord, RunView } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { finalTable } from "./final-table.ts";

const record = (seed: number, value: number): RunRecord => ({
  ...{ cell: `e2e ${seed}`, arm: "e2e", seed, epoch: 2, step: 8 },
  ...{ quantity: "accuracy", split: "test", value },
});

it("has a row for each arm and a column for each measured value", () => {
  const status = { state: "done", epochs: 2, seconds: 1 };
  const run = {
    experiment: {
      seeds: [1, 2],
      measures: [],
      arms: [{ name: "e2e" }, { name: "per-layer" }].map((arm) => ({ ...arm, training: { epochs: 2 } })),
    },
    cells: [1, 2].map((seed) => ({ cell: `e2e ${seed}`, arm: "e2e", seed, status })),
    records: [record(1, 0.5), record(2, 0.6)],
  };
  const lines = finalTable(run as unknown as RunView).split("\n");
  const rows = lines.filter((line) => line.includes("│")).map((line) => line.split("│").map((cell) => cell.trim()));
  expect(rows.map((row) => row.slice(1, -1))).toEqual([
    ["arm", "test accuracy", "seeds"],
    ["e2e", "55.00 ± 7.07%", "2 of 2"],
    ["per-layer", "-", "0 of 2"],
  ]);
});
