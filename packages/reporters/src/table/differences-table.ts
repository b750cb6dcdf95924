import { rangeOf } from "@infoplane/analysis";
import type { RunView } from "@infoplane/contracts";
import { finalBySeed } from "../select/final-by-seed.ts";
import { seedsOf } from "../format/seeds-of.ts";
import { plannedSeeds } from "../select/planned-seeds.ts";
import { decidableFrom, level, rank, type AgainstBest } from "../stats/paired.ts";
import { cell, type Table } from "./table.ts";

/** Test accuracy of every arm against the best one, seed by seed; undefined without two finished arms. */
export function differencesTable(run: RunView): Table | undefined {
  const ranking = rank(finalBySeed(run, "accuracy", "test"), "high", plannedSeeds(run));
  if (!ranking) return undefined;
  const shared = ranking.isOverCommon ? " over the seeds that all arms have" : "";
  return {
    name: "differences",
    title: `Test accuracy against ${ranking.best}`,
    note:
      `Percentage points of test accuracy, arm minus ${ranking.best} (the highest mean${shared}), paired by seed: mean, p of ` +
      "the exact sign-flip test (two-sided, Holm over the arms), and the mean differences that this test does not refuse: 95% or more, " +
      "corrected as p is. Neither where a seed lacks a value. Over seeds, for this data set. " +
      `Whatever the data, p below ${level} in this test takes at least ${decidableFrom(ranking.others.length)} seeds; claims are ` +
      "tested one-sided and need other numbers of seeds.",
    columns: ["Arm", "Difference", "95% interval", "p (Holm)", "Seeds"],
    rows: ranking.others.map((other) => [
      cell(other.arm),
      cell(other.difference ? points(other.difference.mean) : "no common seed"),
      cell(intervalText(other)),
      cell(other.p === null ? "" : formatP(other.p)),
      cell(seedsOf(other.difference?.n ?? 0, other.planned)),
    ]),
    values: ranking.others.map(({ arm, difference, planned, interval, p }) => ({
      arm,
      against: ranking.best,
      n: difference?.n ?? 0,
      planned,
      difference: difference?.mean,
      low: interval?.low ?? undefined,
      high: interval?.high ?? undefined,
      p,
    })),
  };
}

function intervalText({ interval }: AgainstBest): string {
  return interval ? rangeOf(interval, points) : "";
}

/** `−1.23` or `+0.40`: a share as percentage points. */
export function points(share: number): string {
  const text = Math.abs(share * 100).toFixed(2);
  return Number(text) === 0 ? text : `${share < 0 ? "−" : "+"}${text}`;
}

/** `0.031`, or `< 0.001`. */
export function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
