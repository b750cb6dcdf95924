import { matrix, type Matrix } from "@infoplane/engine";
import type { SignalPropagationOptions } from "./plugin.ts";

/**
 * Target similarity of a sample of each class to each signal of the batch: [classes, n].
 *
 * similarity: [classes, classes], dot products of the signals before the block over sqrt(their size); labels: of the n
 * samples. Signals of one class are the same, so rows depend on the class alone. hard: 1 for the `neighbours` signals
 * with the largest similarity, ties to the earlier one; soft: softmax over the batch.
 */
export function targetSimilarities(
  similarity: Matrix,
  labels: ArrayLike<number>,
  { targets, neighbours }: Pick<SignalPropagationOptions, "targets" | "neighbours">,
): Matrix {
  const { rows: classes } = similarity;
  const columns = labels.length;
  const found = matrix(classes, columns, new Float64Array(classes * columns));
  for (let own = 0; own < classes; own++) {
    const row = Array.from(labels, (label) => similarity.data[own * classes + label] as number);
    found.data.set(targets === "soft" ? softmax(row) : nearest(row, neighbours), own * columns);
  }
  return found;
}

function nearest(row: readonly number[], neighbours: number): number[] {
  const order = row.map((_, at) => at).sort((a, b) => (row[b] as number) - (row[a] as number) || a - b);
  const chosen = new Set(order.slice(0, neighbours));
  return row.map((_, at) => (chosen.has(at) ? 1 : 0));
}

function softmax(row: readonly number[]): number[] {
  const largest = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
