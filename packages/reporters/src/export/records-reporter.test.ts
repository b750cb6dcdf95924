import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { records } from "./records-reporter.ts";
import { rendered } from "../test/rendered.ts";
import { sampleRun } from "../test/sample-run.ts";

it("writes all records so that another library reads back every value", async () => {
  const sample = sampleRun({ epochs: 2, seeds: [1, 2] });
  const [first, ...others] = sample.records;
  const run = { ...sample, records: [{ ...first!, value: null, note: 'ä "quoted", text', flag: true }, ...others] };
  const files = await rendered(records, run);
  expect([...files.keys()]).toEqual(["data/records.csv", "data/records.parquet", "data/records.jsonl"]);

  const parquet = files.get("data/records.parquet") as Uint8Array;
  const rows = await parquetReadObjects({ file: parquet.slice().buffer });
  expect(rows).toHaveLength(run.records.length);
  for (const [i, record] of run.records.entries()) {
    const given = Object.fromEntries(
      Object.entries(rows[i]!).filter(([, value]) => value !== null && value !== undefined),
    );
    const wanted = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
    expect(given).toEqual(wanted);
  }

  const lines = String(files.get("data/records.jsonl")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(run.records);
});

it("says in the name that the records are those of some epochs", async () => {
  const run = { ...sampleRun({ epochs: 2 }), thinned: { every: 2, of: 1e8 } };
  const paths = [...(await rendered(records, run, { formats: ["csv", "jsonl"] })).keys()];
  expect(paths).toEqual(["data/records-of-some-epochs.csv", "data/records-of-some-epochs.jsonl"]);
});

it("writes the requested formats", async () => {
  expect([...(await rendered(records, sampleRun({ epochs: 1 }), { formats: ["jsonl"] })).keys()]).toEqual([
    "data/records.jsonl",
  ]);
});
