import type { Reading } from "./case.ts";

/** Median and range of repetitions within one process. */
export function readingOf(values: readonly number[], also?: Readonly<Record<string, number>>): Reading {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  if (min === undefined || median === undefined || max === undefined) throw new Error("nothing was measured");
  return { median, min, max, ...(also && { also }) };
}

/** The output of a process that finds nothing to measure. NaN becomes null in JSON. */
export const absentReading = (absent: string): Reading => ({ median: NaN, min: NaN, max: NaN, absent });
