import { identityColumns, type RunRecord } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { soundRecords } from "./sound-records.ts";

const row = (columns: Partial<RunRecord>): RunRecord => {
  return { cell: "c", arm: "e2e", seed: 1, epoch: 2, step: 20, quantity: "weight", value: 1, ...columns };
};
const none = () => [];

it("takes each measurement once: duplicates count once, contradictory records not at all", () => {
  const [good, twice] = [row({ epoch: 1 }), row({ epoch: 2, value: 5 })];
  const { records, warnings, leftOut } = soundRecords(
    "records.jsonl",
    [good, twice, { ...twice }, row({ epoch: 3 }), row({ epoch: 3, value: 2 })],
    none,
  );
  expect(records).toEqual([good, twice]);
  expect(leftOut).toEqual([
    "records.jsonl holds several records of one measurement (weight at epoch 3) with different values: none of them is used",
  ]);
  expect(warnings).toEqual(["records.jsonl holds a record twice (weight at epoch 2): each counts once"]);
});

it("distinguishes draws, declared columns and the texts of older metrics", () => {
  const sound = [row({ draw: 1 }), row({ draw: 2 }), row({ kind: "a" }), row({ kind: "b" })];
  expect(soundRecords("r", sound, none)).toEqual({ records: sound, warnings: [], leftOut: [] });
  const units = [row({ unit: 1 }), row({ unit: 2 })];
  expect(soundRecords("r", units, none).records).toEqual([]);
  expect(soundRecords("r", units, identityColumns([{ label: "weight", identity: ["unit"] }])).records).toEqual(units);
});
