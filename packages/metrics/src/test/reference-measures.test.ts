import { optionsOf, type Measurement, type PluginByKind, type Snapshot } from "@infoplane/contracts";
import { matrix, portableLinearAlgebra, startEngine, tensors, type Matrix } from "@infoplane/engine";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { gramOfRows } from "@infoplane/dependence";
import { gradientAgreement, gradientNorm, weightNorm } from "../gradients/gradient-metrics.ts";
import { accuracy, loss } from "../prediction/prediction.ts";
import { nearestClasses } from "../probes/nearest-classes.ts";
import { fitRidge } from "../probes/ridge.ts";
import { classSeparation } from "../scatter/class-separation.ts";
import { entropyRank, participationRatio } from "../spectrum/rank-of.ts";
import { measureOn } from "./variable.ts";
import { metricContext } from "../metric-context.ts";

interface Case {
  readonly x: number[][];
  readonly labels: number[];
  readonly unseen: number[][];
  readonly y: number[][];
  readonly ridge: number;
  readonly neighbours: number;
  readonly classes: number;
  readonly predictions: number[][];
  readonly classified: number[];
  readonly entropy_rank: number;
  readonly participation_ratio: number;
  readonly separation: number;
  readonly separation_ratio: number;
  readonly separation_null_mean: number;
  readonly separation_null_std: number;
}
interface Network {
  readonly logits: number[][];
  readonly labels: number[];
  readonly local: number[];
  readonly end_to_end: number[];
  readonly weights: number[][];
  readonly accuracy: number;
  readonly loss: number;
  readonly agreement: number;
  readonly gradient_norm: number;
  readonly end_to_end_norm: number;
  readonly weight_norm: number;
  readonly weight_rms: number;
}
const { cases, networks } = JSON.parse(readFileSync(new URL("reference-measures.json", import.meta.url), "utf8")) as {
  cases: Case[];
  networks: Network[];
};
const rows = (values: number[][]): Matrix => matrix(values.length, values[0]!.length, Float64Array.from(values.flat()));

beforeAll(async () => {
  await startEngine();
});

describe.each(cases.map((one, index) => ({ ...one, index })))("reference case $index", (one) => {
  it("gives the same ridge predictions as least squares with extra rows", () => {
    const found = fitRidge(rows(one.x), rows(one.y), one.ridge, portableLinearAlgebra).predict(rows(one.unseen));
    one.predictions.flat().forEach((value, at) => expect(found.data[at]).toBeCloseTo(value, 9));
  });

  it("gives the classes of brute-force nearest neighbours", () => {
    const labels = Int32Array.from(one.labels);
    const found = nearestClasses(rows(one.x), labels, rows(one.unseen), one.neighbours, portableLinearAlgebra);
    expect([...found]).toEqual(one.classified);
  });

  it("gives the effective ranks of the singular values and of the covariance", () => {
    const products = gramOfRows(rows(one.x), "raw");
    expect(entropyRank(products)).toBeCloseTo(one.entropy_rank, 8);
    expect(participationRatio(products)).toBeCloseTo(one.participation_ratio, 9);
  });

  it("gives the scatter between classes and its null", async () => {
    const y = one.labels.map((label) => Array.from({ length: one.classes }, (_, k) => (k === label ? 1 : 0)));
    const [found] = await measureOn(classSeparation, {}, { x: one.x, y, z: [one.x] });
    expect(found?.value).toBeCloseTo(one.separation, 5);
    expect(found?.["ratio"]).toBeCloseTo(one.separation_ratio, 4);
    const m = one.x.length;
    expect(found?.["null_mean"]).toBeCloseTo((one.classes - 1) / (m - 1), 5);
    expect(Math.abs(Number(found?.["null_mean"]) - one.separation_null_mean)).toBeLessThan(
      0.03 * one.separation_null_std,
    );
    expect(Number(found?.["null_std"]) / one.separation_null_std).toBeCloseTo(1, 1);
  });
});

describe.each(networks.map((one, index) => ({ ...one, index })))("reference network $index", (one) => {
  /** The first record of a metric on a network of one block that has these scores, gradients and weights. */
  async function first(metric: PluginByKind["metric"], options: object = {}): Promise<Measurement> {
    const tf = tensors();
    const predicted = { logits: tf.tensor2d(one.logits), labels: tf.tensor1d(one.labels, "int32") };
    const gradients = { local: tf.tensor1d(one.local), endToEnd: tf.tensor1d(one.end_to_end) };
    const block = { block: "block1", depth: 1 };
    const network = {
      gradients: () => [{ ...block, ...gradients }],
      blocks: [{ ...block, parameters: one.weights.map((values) => ({ read: () => tf.tensor1d(values) })) }],
    };
    const made = await metric.create(optionsOf(metric, options), metricContext());
    const [found] = await made.measure({ predict: () => predicted, network } as unknown as Snapshot);
    tf.dispose([...Object.values(predicted), ...Object.values(gradients)]);
    return found!;
  }

  it("gives accuracy and cross-entropy", async () => {
    expect((await first(accuracy, { split: "test" })).value).toBeCloseTo(one.accuracy, 12);
    expect((await first(loss, { split: "test" })).value).toBeCloseTo(one.loss, 5);
  });

  it("gives the angle and the norms of gradients, and the norms of weights", async () => {
    const [angle, gradient, weight] = [
      await first(gradientAgreement),
      await first(gradientNorm),
      await first(weightNorm),
    ];
    expect(angle.value).toBeCloseTo(one.agreement, 5);
    expect([gradient.value, gradient["end_to_end"], weight.value, weight["rms"]]).toEqual([
      expect.closeTo(one.gradient_norm, 4),
      expect.closeTo(one.end_to_end_norm, 4),
      expect.closeTo(one.weight_norm, 4),
      expect.closeTo(one.weight_rms, 5),
    ]);
  });
});
