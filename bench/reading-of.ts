import type { Reading } from "./case.ts";
import { medianOf } from "./median-of.ts";

/** Median and range of repetitions within one process. */
export function readingOf(values: readonly number[], also?: Readonly<Record<string, number>>): Reading {
  if (values.length === 0) throw new Error("nothing was measured");
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values), ...(also && { also }) };
}

/** The output of a process that finds nothing to measure. NaN becomes null in JSON. */
export const absentReading = (absent: string): Reading => ({ median: NaN, min: NaN, max: NaN, absent });
