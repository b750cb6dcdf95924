import type { RunRecord } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { sampleRun } from "../test/sample-run.ts";
import { undefinedValues } from "./warnings.ts";
import { warnings } from "./warnings.ts";

it("says for each measure which values are undefined, and why, once", () => {
  const run = sampleRun();
  expect(undefinedValues(run)).toEqual([]);
  const at = { cell: "a", seed: 1, epoch: 1, step: 1 };
  const refused = "Z is constant: it is the same for every sample";
  const made = (arm: string, quantity: string, value: number | null): RunRecord => ({
    ...at,
    arm,
    quantity,
    value,
    ...(quantity !== "accuracy" && { refused }),
  });
  const records = [
    made("e2e", "cka(X, Z)", null),
    made("per-layer", "cka(X, Z)", null),
    made("e2e", "nhsic(X, Z)", 0),
    made("e2e", "accuracy", 0.5),
  ];
  const view = { ...run, records };
  expect(undefinedValues(view)).toEqual([
    `cka(X, Z) has no value in 2 of 2 records (e2e, per-layer): ${refused}.`,
    `nhsic(X, Z) has no corrected value or no p in 1 of 1 records (e2e): ${refused}.`,
  ]);
  expect(warnings(view)).toEqual(expect.arrayContaining(undefinedValues(view)));
});
