import { currentEngine, linalg, startEngine, Streams } from "@infoplane/engine";
import type { Rank, Tensor2D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { dependence } from "../dependence.ts";
import { gram } from "../gram/gram.ts";
import { regularisedKernelOf } from "./regularised-kernel-of.ts";
import { regularisedKernel } from "./regularised-kernel.ts";

let tf: typeof import("@tensorflow/tfjs-core");
beforeAll(async () => ({ tf } = await startEngine()));

const settings = { width: "fixed", sigma: 5, eps: 1e-5 } as const;

/** m samples of d features, which depend on what the others of this name and m depend on. */
function samples(m: number, d: number, name: string): Tensor2D {
  const { normal } = new Streams(4).stream(name, m, d);
  const values = Float32Array.from({ length: m * d }, (_, at) => normal() + Math.sin(Math.floor(at / d)));
  return tf.tensor2d(values, [m, d]);
}

describe("the kernel of nHSIC from a tensor", () => {
  it.each([
    [4, 3, "raw"],
    [40, 300, "raw"],
    [40, 300, "standardised"],
    // The inverse and the trace of the cube by halves, rows in groups, features in chunks.
    [300, 9000, "raw"],
    [600, 40, "standardised"],
  ] as const)("is that of its Gram matrix: %i samples of %i features, %s", async (m, d, scale) => {
    const [x, z] = [samples(m, d, "x"), samples(m, 5, "z")];
    const count = (): unknown => [tf.memory().numTensors, currentEngine().binding?.getNumOfTensors()];
    const of = async (values: Tensor2D) =>
      regularisedKernel(await gram(values, scale), values.shape[1], settings, linalg())!;
    const expected = dependence(await of(x), await of(z));
    const before = count();
    const [a, b] = [await regularisedKernelOf(x, scale, settings), await regularisedKernelOf(z, scale, settings)];
    expect(count()).toEqual(before);
    const found = dependence(a!, b!);
    for (const name of ["value", "dofA", "dofB", "nullMean", "nullStd", "max", "p"] as const) {
      expect(found[name]! / expected[name]! - 1, name).toBeCloseTo(0, 8);
    }
    expect(found.z! - expected.z!).toBeCloseTo(0, 7);
    const [own, other] = [a!.matrices[0]!.data, (await of(x)).matrices[0]!.data];
    expect(own.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!)), 0)).toBeLessThan(1e-9);
    tf.dispose([x, z]);
  });

  it("is 0 if nothing varies, and none if a value is not finite", async () => {
    const [same, broken] = [tf.fill<Rank.R2>([6, 4], 1), tf.tensor2d([1, 2, NaN, 4], [4, 1])];
    expect((await regularisedKernelOf(same, "raw", settings))?.norm).toBe(0);
    expect(await regularisedKernelOf(broken, "raw", settings)).toBeUndefined();
    tf.dispose([same, broken]);
  });

  it("keeps its digits if it is tiny", async () => {
    const values = samples(20, 3, "tiny");
    const wide = { ...settings, sigma: 1e6 };
    const found = await regularisedKernelOf(values, "raw", wide);
    const expected = regularisedKernel(await gram(values, "raw"), 3, wide, linalg());
    expect(found?.norm).toBe(expected?.norm);
    expect(found?.parts).toEqual(expected?.parts);
    values.dispose();
  });
});
