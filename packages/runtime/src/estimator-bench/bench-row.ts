import type { Clock } from "@infoplane/core";
import { Streams } from "@infoplane/engine";
import type { Estimator } from "@infoplane/dependence";
import type { Family } from "./families.ts";

/** The result of one estimator on one family at one size. */
export interface BenchRow {
  readonly estimator: string;
  readonly family: string;
  readonly independent: boolean;
  readonly samples: number;
  readonly pairs: number;
  /** Mean and standard deviation of the raw and of the corrected value over the pairs. */
  readonly value: number;
  readonly valueSd: number;
  readonly corrected: number;
  readonly correctedSd: number;
  /** Share of the mean raw value that unrelated variables would also have. */
  readonly nullShare: number;
  /** Share of pairs with p < 0.05: false positives for independent families, power for the others. */
  readonly found: number;
  readonly milliseconds: number;
}

/** Every pair has its own stream, the same for all estimators. */
export async function benchRow(
  [name, estimator]: readonly [string, Estimator],
  family: Family,
  { samples, pairs }: { readonly samples: number; readonly pairs: number },
  clock: Clock,
): Promise<BenchRow> {
  const streams = new Streams(0);
  const values: number[] = [];
  const corrected: number[] = [];
  let [found, chance, spent] = [0, 0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    const [a, b] = family.draw(samples, streams.stream("estimator-bench", family.name, samples, pair));
    const begun = clock();
    const result = await estimator(a, b);
    spent += clock() - begun;
    values.push(result.value);
    if (result.corrected !== null) corrected.push(result.corrected);
    if (result.p !== null && result.p < 0.05) found++;
    chance += result.nullMean / pairs;
  }
  return {
    estimator: name,
    family: family.name,
    independent: family.independent,
    samples,
    pairs,
    value: mean(values),
    valueSd: deviation(values),
    corrected: mean(corrected),
    correctedSd: deviation(corrected),
    nullShare: chance / mean(values),
    found: found / pairs,
    milliseconds: spent / pairs,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1));
};
