import type { Verdict } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { sampleRun } from "../test/sample-run.ts";
import { claimsTable } from "./claims-table.ts";
import { finalTable } from "./final-table.ts";

const side = (text: string) => ({ text, terms: [], constant: 0 });
const verdict: Verdict = {
  claim: { text: "better", left: side("a"), relation: ">", right: side("b") },
  outcome: "undecided",
  reason: "2 of 7 seeds have no value",
  seeds: [1, 2, 3, 4, 6],
  lacking: [5, 7].map((seed) => ({ seed, why: "failed in epoch 3" })),
  scope: "over seeds, for this data set",
  left: [],
  right: [],
  differences: [0.1, 0.1, 0.1, 0.1, 0.2],
  seedsFor: 5,
  difference: 0.12,
  interval: null,
  effect: null,
  skewness: 2.236,
  p: null,
  adjustedP: null,
  pAgainst: null,
  adjustedPAgainst: null,
  test: null,
  correction: "joint",
  seedsAtLeast: 5,
  seedsNeeded: null,
};

it("gives in its row how many seeds have a value, out of how many, and how skewed they are", () => {
  const table = claimsTable({ ...sampleRun({ nhsic: false }), verdicts: [verdict] })!;
  expect(table.rows[0]!.map(({ text }) => text)).toEqual([
    "better",
    "undecided",
    "0.12",
    "",
    "2.2",
    "",
    "",
    "5",
    "5 of 7",
  ]);
  expect(table.values[0]).toMatchObject({ n: 5, planned: 7, correction: "joint" });
  expect(table.columns).toContain("p (joint)");
  expect(table.note).toContain("tested jointly with all claims: at most 5% for any wrong supported, and 5% for any");
});

it("gives an interval with one end, and the other correction", () => {
  const interval = { low: 0.01, high: null, level: 0.9 };
  const table = claimsTable({
    ...sampleRun({ nhsic: false }),
    verdicts: [{ ...verdict, interval, correction: "holm", adjustedP: 0.03 }],
  })!;
  expect(table.rows[0]![3]!.text).toBe("from 0.01 on");
  expect([table.columns[6], table.rows[0]![6]!.text]).toEqual(["p (Holm)", "0.030"]);
});

it("counts in the table of final values the finished seeds, out of all, arm by arm", () => {
  const run = sampleRun({ arms: ["e2e", "per-layer"], seeds: [1, 2, 3, 4, 5, 6, 7], nhsic: false });
  const records = run.records.filter(({ arm, seed }) => arm !== "e2e" || (seed !== 3 && seed !== 5));
  const { rows, values } = finalTable({ ...run, records })!;
  expect(rows.map((row) => row[1]!.text.slice(row[1]!.text.indexOf("(")))).toEqual([
    "(5 of 7 seeds)",
    "(7 of 7 seeds)",
  ]);
  expect(values).toMatchObject([
    { n: 5, planned: 7 },
    { n: 7, planned: 7 },
  ]);
  // Seven seeds that all agree decide; five of seven that agree do not.
  const isBest = (of: typeof run.records) => finalTable({ ...run, records: of })!.rows.some((row) => row[1]!.best);
  expect([isBest(run.records), isBest(records)]).toEqual([true, false]);
});
