import { fromTensor, type Matrix } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { FeatureStatisticsBuilder, type FeatureStatistics } from "./feature-statistics.ts";

/** Samples of a variable, read some rows at a time. */
export interface RowSource {
  readonly samples: number;
  readonly features: number;
  /** float32 [end - start, features]; the caller disposes it. */
  rows(start: number, end: number): Tensor2D;
}

/** Number of rows read at a time for statistics. */
const chunk = 1024;

/** Rows start..end, copied off the engine. */
export async function readRows(source: RowSource, start: number, end: number): Promise<Matrix> {
  const rows = source.rows(start, end);
  try {
    return await fromTensor(rows);
  } finally {
    rows.dispose();
  }
}

/** Statistics of each feature, in one pass over the rows. */
export async function statisticsOfSource(source: RowSource): Promise<FeatureStatistics> {
  const builder = new FeatureStatisticsBuilder(source.features);
  for (let start = 0; start < source.samples; start += chunk) {
    const rows = source.rows(start, Math.min(start + chunk, source.samples));
    try {
      builder.add(await rows.data<"float32">());
    } finally {
      rows.dispose();
    }
  }
  return builder.finish();
}
