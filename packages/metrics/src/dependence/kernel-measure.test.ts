import { currentEngine, matrix, startEngine, Streams, tensors, type Matrix } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "./cka.ts";
import { estimators, type EstimatorName } from "@infoplane/dependence";
import { hsic } from "./hsic.ts";
import { measureOn, type Rows } from "../test/variable.ts";

beforeAll(async () => {
  await startEngine();
});

const normal = (m: number, d: number, name: string, weight = 0): number[][] => {
  const stream = new Streams(21).stream(name, m, d);
  return Array.from({ length: m }, (_, i) => Array.from({ length: d }, () => stream.normal() + weight * (i % 3)));
};
const oneHot = (m: number): number[][] =>
  Array.from({ length: m }, (_, i) => [0, 1, 2].map((k) => (i % 3 === k ? 1 : 0)));
const rows = (values: Rows): Matrix => matrix(values.length, values[0]!.length, Float64Array.from(values.flat()));

const m = 40;
const probe = { x: normal(m, 12, "x", 0.5), y: oneHot(m), z: [normal(m, 70, "z1", 0.2), normal(m, 4, "z2", 1)] };

const forms: readonly (readonly [string, typeof hsic, object, EstimatorName])[] = [
  ["hsic", hsic, {}, "hsic"],
  ["unbiased hsic", hsic, { estimator: "unbiased" }, "hsic-unbiased"],
  ["linear hsic", hsic, { kernel: "linear" }, "hsic-linear"],
  ["cka", cka, {}, "cka"],
  ["debiased cka", cka, { estimator: "debiased" }, "cka-debiased"],
  ["cka in mini-batches", cka, { estimator: "minibatch", batch: 16 }, "cka-minibatch"],
  ["gaussian cka", cka, { kernel: "gaussian" }, "cka-gaussian"],
];

describe("the measures of centred kernels", () => {
  it.each(forms)(
    "%s: records match the estimator within float32, one per block",
    async (_form, metric, options, name) => {
      for (const [a, side] of [["X", probe.x] as const, ["Y", probe.y] as const]) {
        const found = await measureOn(metric, { a, b: "Z", permutations: 50, ...options }, probe);
        expect(found.map(({ block, depth }) => [block, depth])).toEqual([
          ["block1", 1],
          ["block2", 2],
        ]);
        for (const [index, record] of found.entries()) {
          const expected = await estimators[name](rows(side), rows(probe.z[index]!), { batch: 16 });
          const close = (value: unknown, exact: number): void =>
            expect(Math.abs(Number(value) - exact)).toBeLessThan(1e-4 * Math.max(Math.abs(exact), 0.01 * expected.max));
          close(record.value, expected.value);
          close(record["null_mean"], expected.nullMean);
          close(record["null_std"], expected.nullStd!);
          close(record["max"], expected.max);
          expect(record["p"]).toBeCloseTo(expected.p!, 3);
          expect(Math.abs(Number(record["p_resampled"]) - expected.p!)).toBeLessThan(0.25);
          expect(record["samples"]).toBe(expected.samples);
          expect(record["dof_a"]).toBeUndefined();
        }
      }
    },
  );

  it("gives one record without Z, and the width of a Gaussian kernel", async () => {
    const [record, ...rest] = await measureOn(hsic, { a: "X", b: "Y" }, probe);
    expect(rest).toEqual([]);
    expect(record).toMatchObject({ a: "X", b: "Y", kernel: "gaussian", estimator: "biased" });
    expect(record?.["width_b"]).toBeCloseTo(Math.SQRT2, 5);
    expect((await measureOn(cka, { a: "X", b: "Y" }, probe))[0]?.["width_a"]).toBeUndefined();
  });

  it("gives null for a dead block, for values that are not finite, and for too few samples", async () => {
    const dead = probe.x.map(() => [0.7, -3]);
    const broken = probe.x.map((_, i) => [i === 3 ? Infinity : 1]);
    for (const metric of [cka, hsic]) {
      const [one, two] = await measureOn(metric, { a: "X", b: "Z" }, { ...probe, z: [dead, broken] });
      // HSIC of a constant is 0; CKA is 0 / 0 there.
      const refused = "Z is constant: it is the same for every sample";
      expect(one).toMatchObject({ value: metric === hsic ? 0 : NaN, corrected: null, z: null, p: null, refused });
      expect(two).toMatchObject({ value: NaN, refused: "Z holds values that are infinite or not a number" });
    }
    const few = { x: normal(3, 2, "x"), y: oneHot(3), z: [] };
    const refused = "3 samples: it takes 4";
    const debiased = await measureOn(cka, { a: "X", b: "Y", estimator: "debiased" }, few);
    expect(debiased[0]).toMatchObject({ value: NaN, refused });
    expect((await measureOn(cka, { a: "X", b: "Y" }, few))[0]).toMatchObject({ null_std: null, p: null, refused });
  });

  it("spreads mini-batches over samples that are sorted by class", async () => {
    const sorted = Array.from({ length: 40 }, (_, i) => Math.floor(i / 10));
    const y = sorted.map((label) => [0, 1, 2, 3].map((k) => (k === label ? 1 : 0)));
    const x = normal(40, 3, "sorted");
    const same = { x, y, z: [y.map((row) => row.map((value) => 2 * value))] };
    const [found] = await measureOn(cka, { a: "Y", b: "Z", estimator: "minibatch", batch: 10 }, same);
    expect(found).toMatchObject({ value: expect.closeTo(1, 5) as number, samples: 40 });
    // One class alone: nothing varies, apart from rounding.
    const flat = { x, y: x.map(() => [1, 0]), z: [x] };
    expect((await measureOn(cka, { a: "Y", b: "Z", estimator: "minibatch", batch: 10 }, flat))[0]?.p).toBeNull();
  });

  it("leaks no tensor", async () => {
    const { binding } = currentEngine();
    const count = (): unknown => [tensors().memory().numTensors, binding?.getNumOfTensors()];
    const take = async (): Promise<unknown> => {
      await measureOn(cka, { a: "X", b: "Z", estimator: "minibatch", batch: 8 }, probe);
      await measureOn(hsic, { a: "Y", b: "Z", scale: "standardised" }, probe);
      return count();
    };
    expect(await take()).toEqual(await take());
  });
});
