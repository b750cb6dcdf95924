import { expect, it } from "vitest";
import { sampleRun } from "../test/sample-run.ts";
import { differencesTable } from "./differences-table.ts";

it("says over which seeds the best arm is chosen when some arms have more", () => {
  const run = sampleRun({ arms: ["e2e", "per-layer"], seeds: [1, 2, 3], nhsic: false });
  const records = run.records.filter(({ arm, seed }) => arm !== "e2e" || seed !== 3);
  expect(differencesTable(run)?.note).toMatch(/arm minus \S+ \(the highest mean\), paired/);
  expect(differencesTable({ ...run, records })?.note).toContain("(the highest mean over the seeds that all arms have)");
});
