import type { RunRecord } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { sampleRun } from "../test/sample-run.ts";
import { nhsicTable } from "../table/nhsic-table.ts";
import { probeSamples } from "../figures/nhsic-rows.ts";
import { allRecords } from "./all-records.ts";

it("gives draws of samples one by one, where figures and tables see their mean and band", () => {
  const sample = sampleRun({ epochs: 1, seeds: [1, 2] });
  expect(allRecords(sample)).toBe(sample.records);
  expect(nhsicTable(sample)?.columns).not.toContain("Over draws");
  const isDrawn = (row: RunRecord): boolean => row.metric === "nhsic";
  const draws = sample.records.filter(isDrawn).flatMap((row) => [1, 2].map((draw) => ({ ...row, draw })));
  const records = sample.records.map((row) =>
    isDrawn(row)
      ? { ...row, draws: 2, corrected_draw_low: 0.1, corrected_draw_high: 0.3, corrected_draw_sd: 0.14 }
      : row,
  );
  const run = { ...sample, records, draws };
  expect(allRecords(run)).toHaveLength(sample.records.length + draws.length / 2);
  expect(allRecords(run).some((row) => row["draws"] !== undefined)).toBe(false);
  const table = nhsicTable(run);
  const place = table?.columns.indexOf("Over draws") ?? -1;
  expect(JSON.stringify(table?.rows[0]?.[place])).toContain("0.100 to 0.300");
  expect(table?.rows[0]).toHaveLength(table?.columns.length ?? 0);
  expect(probeSamples(run)).toMatch(/in each of 2 disjoint draws.*at most 0.140/);
});
