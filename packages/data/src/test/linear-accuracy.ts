import type { Dataset, Split } from "@infoplane/contracts";
import { normaliser } from "../batches/sample-batches.ts";

/**
 * Test accuracy of softmax regression on the normalised pixels, the best over all epochs of plain gradient descent on
 * batches of 50: an optimistic figure for a linear model.
 */
export function linearAccuracy(dataset: Dataset, epochs: number, rate: number): number {
  const size = dataset.train.images.length / dataset.train.count;
  const weights = Array.from({ length: dataset.classes }, () => new Float32Array(size + 1));
  const [train, test] = [dataset.train, dataset.test].map((split) => features(dataset, split, size));
  if (!train || !test) return NaN;
  let best = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let start = 0; start + 50 <= train.length; start += 50) step(weights, train.slice(start, start + 50), rate);
    const right = test.filter(({ x, label }) => {
      const scores = weights.map((w) => dot(w, x));
      return scores.indexOf(Math.max(...scores)) === label;
    });
    best = Math.max(best, right.length / test.length);
  }
  return best;
}

interface Sample {
  readonly x: Float32Array;
  readonly label: number;
}

function features(dataset: Dataset, split: Split, size: number): Sample[] {
  const normalise = normaliser(dataset);
  return Array.from(split.labels, (label, index) => {
    const x = new Float32Array(size + 1).fill(1);
    normalise(split.images.subarray(index * size, (index + 1) * size), x, 0);
    return { x, label };
  });
}

function step(weights: readonly Float32Array[], batch: readonly Sample[], rate: number): void {
  const errors = batch.map(({ x, label }) => {
    const scores = weights.map((w) => dot(w, x));
    const top = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - top));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power, k) => power / sum - (k === label ? 1 : 0));
  });
  weights.forEach((w, k) => {
    batch.forEach(({ x }, row) => addScaled(w, x, (-rate * (errors[row]?.[k] ?? 0)) / batch.length));
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function addScaled(into: Float32Array, x: Float32Array, factor: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + factor * (x[i] ?? 0);
}
