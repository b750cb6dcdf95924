import type { PluginByKind } from "@infoplane/contracts";
import { startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "../dependence/cka.ts";
import { gradientAgreement, gradientNorm } from "../gradients/gradient-metrics.ts";
import { hsic } from "../dependence/hsic.ts";
import { nhsic } from "../dependence/nhsic.ts";
import { classSeparation } from "../scatter/class-separation.ts";
import { effectiveRank } from "../spectrum/effective-rank.ts";
import { extreme, x, y } from "./extremes.ts";
import { measureOn, type Rows } from "./variable.ts";
import { metricContext } from "../metric-context.ts";

beforeAll(async () => {
  await startEngine();
});

const withZ = async (metric: Parameters<typeof measureOn>[0], options: object, z: Rows, labels: Rows = y) =>
  (
    await measureOn(
      metric,
      { ...(metric === classSeparation ? {} : { a: "X", b: "Z" }), ...options },
      { x, y: labels, z: [z] },
    )
  )[0]!;
const constant = "Z is constant: it is the same for every sample";

describe("a block that does not vary", () => {
  it("has no corrected value, z or p with any eps, by any path, at any offset", async () => {
    for (const value of [0, 0.1, 1e6, 1e-30, 3e38]) {
      const dead = x.map(() => [Math.fround(value), 1]);
      for (const eps of [1e-3, 1e-5, 1e-7, 1e-9]) {
        const found = await withZ(nhsic, { eps }, dead);
        expect(found).toMatchObject({ value: 0, corrected: null, z: null, p: null, refused: constant });
      }
      const settings = { landmarks: 20, eps: 0.5, sigma: 30 };
      expect(await withZ(nhsic, settings, dead)).toMatchObject({
        value: 0,
        corrected: null,
        p: null,
        refused: constant,
      });
      for (const options of [
        {},
        { estimator: "unbiased" },
        { landmarks: 20 },
        { frequencies: 20 },
        { kernel: "linear" },
      ]) {
        expect(await withZ(hsic, options, dead)).toMatchObject({
          value: 0,
          corrected: null,
          p: null,
          refused: constant,
        });
      }
      for (const options of [{}, { estimator: "minibatch", batch: 10 }, { landmarks: 20 }, { kernel: "gaussian" }]) {
        expect(await withZ(cka, options, dead)).toMatchObject({
          value: NaN,
          corrected: null,
          p: null,
          refused: constant,
        });
      }
      expect(await withZ(classSeparation, {}, dead)).toMatchObject({ value: NaN, refused: constant });
      const [rank] = await measureOn(effectiveRank, {}, { x, y, z: [dead] });
      expect(rank).toMatchObject({ value: NaN, refused: constant });
    }
  });

  it("counts as constant within two units in the last place, and as varying beyond", async () => {
    const at = (steps: number): Rows => x.map((_, i) => [1e7 + (i % 2) * steps, 5]);
    expect(await withZ(cka, {}, at(2))).toMatchObject({ value: NaN, refused: constant });
    expect((await withZ(cka, {}, at(3)))["refused"]).toBeUndefined();
  });

  it("is reported in the same words for labels of one class", async () => {
    const one = x.map(() => [1, 0]);
    const refused = "Y is constant: one class only";
    for (const [metric, options] of [
      [nhsic, { a: "Y" }],
      [hsic, { a: "Y" }],
      [cka, { a: "Y" }],
      [classSeparation, {}],
    ] as const) {
      expect(await withZ(metric, options, x, one)).toMatchObject({ refused });
    }
  });

  it("is not confused with a kernel that sees all samples as equidistant", async () => {
    const far = await withZ(
      hsic,
      { width: "fixed", estimator: "unbiased" },
      extreme({ kind: "normal", offset: 0, scale: 1e6 }),
    );
    expect(far.value).toBeCloseTo(0, 20);
    expect(far).toMatchObject({ corrected: null, refused: expect.stringContaining("tells none apart") as string });
    const saturated = await withZ(nhsic, {}, extreme({ kind: "normal", offset: 0, scale: 1e6 }));
    expect(saturated).toMatchObject({ z: null, p: null, refused: expect.stringContaining("no pairing") as string });
  });
});

describe("what cannot be computed", () => {
  it("gives null and the reason, and leaves the other blocks alone", async () => {
    const blocks = [extreme({ kind: "normal", offset: 0, scale: 1 }), x.map(() => [NaN])];
    const found = await measureOn(nhsic, { a: "X", b: "Z", eps: 1e-16 }, { x, y, z: blocks });
    expect(found[0]).toMatchObject({ value: NaN, refused: expect.stringContaining("a larger eps") as string });
    const usual = await measureOn(nhsic, { a: "X", b: "Z" }, { x, y, z: blocks });
    expect(usual[0]!.value).toBeGreaterThan(1);
    expect(usual[1]).toMatchObject({ value: NaN, refused: "Z holds values that are infinite or not a number" });
  });
});

describe("gradients", () => {
  it.each([1e-30, 1e-20, 1, 1e20, 1e30])("have norm and angle at a size of %f", async (size) => {
    const tf = tensors();
    const gradients = [3, 4].map((value, k) => tf.tensor1d([value * size, (k === 0 ? 4 : 3) * size]));
    const [local, endToEnd] = gradients as [(typeof gradients)[0], (typeof gradients)[0]];
    const network = { gradients: () => [{ block: "block1", depth: 1, local, endToEnd }] };
    const take = async (metric: PluginByKind["metric"]) => {
      const made = await metric.create({}, metricContext());
      return (await made.measure({ network } as never))[0]!;
    };
    expect((await take(gradientAgreement)).value).toBeCloseTo(24 / 25, 6);
    expect((await take(gradientNorm)).value / size).toBeCloseTo(5, 5);
    tf.dispose(gradients);
  });
});
