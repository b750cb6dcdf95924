import { startEngine, Streams, tensors } from "@infoplane/engine";
import type { Tensor1D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { goodness, goodnessLoss, withoutLength } from "./goodness.ts";
import { negativeLabels } from "./label-embedding.ts";

beforeAll(async () => {
  await startEngine();
});

describe("goodness", () => {
  it("is the sum or mean of squares; its loss is the mean of -log p of each sample's true kind", () => {
    const tf = tensors();
    tf.tidy(() => {
      const z = tf.tensor3d([1, 2, 0, 1, 1, 1, 1, 1], [2, 2, 2]);
      expect([...goodness(z, "sum").dataSync()]).toEqual([6, 4]);
      expect([...goodness(z, "mean").dataSync()]).toEqual([1.5, 1]);
      const p = (g: number): number => 1 / (1 + Math.exp(2 - g));
      const loss = -(Math.log(p(6)) + Math.log(1 - p(4))) / 2;
      expect(goodnessLoss(goodness(z, "sum"), 2).dataSync()[0]).toBeCloseTo(loss, 5);
    });
  });

  it("has a finite loss and gradient far from the threshold", () => {
    const tf = tensors();
    tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((g) => goodnessLoss(g as Tensor1D, 2))(tf.tensor1d([0, 1e4]));
      expect(value.dataSync()[0]).toBeCloseTo(5000, 0);
      expect(grad.dataSync()[1]).toBeCloseTo(0.5, 5);
    });
  });
});

describe("what a block sees", () => {
  it("is the direction of each sample, regardless of its length", () => {
    const tf = tensors();
    tf.tidy(() => {
      const x = tf.tensor2d([3, 4, 30, 40], [2, 2]);
      const values = (kind: "rms" | "length" | "none"): number[] => [...withoutLength(x, kind).dataSync()];
      expect(values("none")).toEqual([3, 4, 30, 40]);
      [0.6, 0.8, 0.6, 0.8].forEach((value, at) => {
        expect(values("length")[at]).toBeCloseTo(value, 4);
        expect(values("rms")[at]).toBeCloseTo(value * Math.SQRT2, 3);
      });
      expect([...withoutLength(tf.zeros([1, 2]), "rms").dataSync()]).toEqual([0, 0]);
    });
  });
});

describe("negative labels", () => {
  const labels = Array.from({ length: 3000 }, (_, at) => at % 5);
  const draw = () => new Streams(4).stream("negatives", 0, 0);

  it("are wrong, with each other class equally often", () => {
    const wrong = negativeLabels(labels, 5, "wrong", draw());
    const shifts = wrong.map((label, at) => (label - labels[at]! + 5) % 5);
    expect(shifts).not.toContain(0);
    for (const shift of [1, 2, 3, 4]) {
      expect(Math.abs(shifts.filter((value) => value === shift).length - 750)).toBeLessThan(100);
    }
  });

  it("or are those of the batch in another order, which depends only on the draw", () => {
    const shuffled = negativeLabels(labels, 5, "shuffled", draw());
    expect(shuffled).not.toEqual(labels);
    expect(shuffled.toSorted()).toEqual(labels.toSorted());
    expect(negativeLabels(labels, 5, "shuffled", draw())).toEqual(shuffled);
  });
});
