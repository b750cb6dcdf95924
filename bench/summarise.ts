import type { Case, Reading } from "./case.ts";
import { speedChange } from "./machine-speed.ts";
import { medianOf } from "./median-of.ts";
import { type Ratio, pairwiseRatio } from "./pairwise-ratio.ts";
import type { Rounds } from "./take-turns.ts";

/** One side over all rounds: the median of their medians, and the range of all repetitions. */
export interface SideResult extends Reading {
  /** The median of every round. */
  readonly rounds: readonly number[];
  /** By how much the rounds differ: see {@link speedChange}. */
  readonly speedChange: number;
  /** Ours over this side, from pairs of the same round. Undefined for ours and where either is absent. */
  readonly ratio?: Ratio;
}

/** What is printed and stored of one comparison. */
export interface CaseResult {
  readonly suite: string;
  readonly name: string;
  readonly unit: string;
  /** `ours`, then the peers that were tried. */
  readonly sides: Readonly<Record<string, SideResult>>;
}

/** The results of a case: one, or one for each of its figures. */
export function summarise(item: Case, rounds: Rounds): CaseResult[] {
  if (!item.figures) return [resultOf(item, item.name, rounds)];
  return item.figures.map((figure) => resultOf(item, `${item.name}: ${figure}`, onlyFigure(rounds, figure)));
}

function onlyFigure(rounds: Rounds, figure: string): Rounds {
  const pick = ({ also, absent }: Reading): Reading => {
    const value = also?.[figure] ?? NaN;
    const missing = absent ?? (Number.isNaN(value) ? "not measured" : undefined);
    return { median: value, min: value, max: value, ...(missing !== undefined && { absent: missing }) };
  };
  return new Map([...rounds].map(([side, readings]) => [side, readings.map(pick)]));
}

function resultOf({ suite, unit }: Case, name: string, rounds: Rounds): CaseResult {
  const tried = [...rounds].filter(([, readings]) => readings.length > 0);
  const ours = sideOf(rounds.get("ours") ?? []);
  const sides = tried.map(([side, readings]): [string, SideResult] => {
    const result = sideOf(readings);
    const comparable = side !== "ours" && ours.absent === undefined && result.absent === undefined;
    return [side, comparable ? { ...result, ratio: pairwiseRatio(ours.rounds, result.rounds) } : result];
  });
  return { suite, name, unit, sides: Object.fromEntries(sides) };
}

function sideOf(readings: readonly Reading[]): SideResult {
  const rounds = readings.map(({ median }) => median);
  const absent = readings.find((reading) => reading.absent !== undefined)?.absent;
  if (absent !== undefined) return { median: NaN, min: NaN, max: NaN, rounds, speedChange: NaN, absent };
  const names = [...new Set(readings.flatMap(({ also }) => Object.keys(also ?? {})))];
  return {
    median: medianOf(rounds),
    min: Math.min(...readings.map(({ min }) => min)),
    max: Math.max(...readings.map(({ max }) => max)),
    rounds,
    speedChange: speedChange(rounds),
    also: Object.fromEntries(names.map((name) => [name, medianOf(readings.map(({ also }) => also?.[name] ?? NaN))])),
  };
}
