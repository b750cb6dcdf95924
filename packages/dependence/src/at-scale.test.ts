import { linalg, matrix, startEngine, Streams, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { dependence, type Dependence } from "./dependence.ts";
import { kernelFeatures, type FeatureSettings } from "./features/kernel-features.ts";
import { gramOfRows } from "./gram/gram.ts";
import { groupedGram } from "./gram/grouped-gram.ts";
import type { RowSource } from "./gram/row-source.ts";
import { evenlySpaced } from "./kernel/evenly-spaced.ts";
import { factoredNormalisedKernel, largeNormalisedKernel, normalisedKernel } from "./kernel/normalised-kernel.ts";
import { largeRegularisedKernel, regularisedKernel } from "./kernel/regularised-kernel.ts";

beforeAll(async () => {
  await startEngine();
});

/** m samples of d features around 3, `weight` of each a function of the sample; regenerated on every read. */
function source(m: number, d: number, name: string, weight = 0.5): RowSource & { readonly data: Float64Array } {
  const { normal } = new Streams(5).stream(name, m, d);
  const data = Float64Array.from({ length: m * d }, (_, at) => 3 + normal() + weight * ((Math.floor(at / d) * 7) % 5));
  return {
    samples: m,
    features: d,
    data,
    rows: (start, end) => tensors().tensor2d(Float32Array.from(data.subarray(start * d, end * d)), [end - start, d]),
  };
}
const rows = ({ samples, features, data }: ReturnType<typeof source>) => matrix(samples, features, data);

/** The samples that are not landmarks. */
const withoutLandmarks = <T>(all: readonly T[], landmarks: number): T[] => {
  const places = new Set(evenlySpaced(all.length, landmarks));
  return all.filter((_, place) => !places.has(place));
};
const rowsLeft = (landmarks: number) => (variable: ReturnType<typeof source>) => {
  const { samples, features, data } = variable;
  const each = Array.from({ length: samples }, (_, row) => data.slice(row * features, (row + 1) * features));
  const left = withoutLandmarks(each, landmarks);
  return matrix(left.length, features, Float64Array.from(left.flatMap((row) => [...row])));
};

function expectClose(found: Dependence, expected: Dependence, tolerance: number): void {
  for (const field of ["value", "nullMean", "nullStd", "corrected", "z"] as const) {
    const scale = Math.max(Math.abs(expected[field]!), field === "z" ? 1 : 0.01 * expected.max);
    expect(Math.abs(found[field]! - expected[field]!) / scale).toBeLessThan(tolerance);
  }
  expect(Math.abs(found.p! - expected.p!)).toBeLessThan(5 * tolerance);
}

const forms = (["linear", "gaussian"] as const).flatMap((kernel) =>
  (["double", "u"] as const).map((centring) => ({ kernel, centring })),
);
const width = { width: "fixed", sigma: 1 } as const;

describe("groupedGram", () => {
  it.each([
    [300, 40, "raw", 2 ** 29],
    [700, 40, "raw", 256 * 40 * 4],
    [700, 40, "standardised", 1],
  ] as const)(
    "equals the plain one for %i samples of %i features, %s, with %i bytes held",
    async (m, d, scale, held) => {
      const x = source(m, d, "x");
      const before = tensors().memory().numTensors;
      const { data: found } = await groupedGram(x, scale, held);
      expect(tensors().memory().numTensors).toBe(before);
      const expected = gramOfRows(rows(x), scale).data;
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      let error = 0;
      found.forEach((value, at) => (error = Math.max(error, Math.abs(value - expected[at]!))));
      expect(error / largest).toBeLessThan(5e-6);
    },
  );
});

describe.each(forms)("a $kernel kernel, $centring centred", ({ kernel, centring }) => {
  const [x, z] = [source(300, 6, "x", 0.3), source(300, 4, "z", 0.1)];
  const exact = (of = rows) => {
    const [a, b] = [x, z].map((variable) =>
      normalisedKernel(gramOfRows(of(variable), "raw"), variable.features, { kernel, ...width, centring }, linalg()),
    );
    return dependence(a!, b!);
  };
  const factored = async (variable: RowSource, settings: FeatureSettings) =>
    factoredNormalisedKernel((await kernelFeatures(variable, settings, linalg()))!, centring === "double", linalg());

  it("gives the same in float32, in place, for many samples", async () => {
    const large = async (variable: RowSource) => {
      const gram = await groupedGram(variable, "raw");
      return largeNormalisedKernel(gram, variable.features, { kernel, ...width }, centring === "u");
    };
    const [a, b] = [await large(x), await large(z)];
    const resample = { permutations: 200, stream: new Streams(1).stream("permutations") };
    const found = dependence(a!, b!, { resample });
    expectClose(found, exact(), 1e-3);
    expect(Math.abs(found.pResampled! - found.p!)).toBeLessThan(0.1);
  });

  it("gives the same from features of full rank, including moments and re-pairings", async () => {
    const settings: FeatureSettings = { kernel, ...width, scale: "raw", landmarks: 300 };
    const before = tensors().memory().numTensors;
    const [a, b] = [await factored(x, settings), await factored(z, settings)];
    expect(tensors().memory().numTensors).toBe(before);
    const resample = { permutations: 100, stream: new Streams(1).stream("permutations") };
    const found = dependence(a, b, { resample });
    expectClose(found, exact(), 2e-2);
    expect(Math.abs(found.pResampled! - found.p!)).toBeLessThan(0.12);
  });

  it("is close with far fewer landmarks or frequencies than samples", async () => {
    for (const rank of [{ landmarks: 60 }, { frequencies: 400 }]) {
      const settings: FeatureSettings = { kernel, ...width, scale: "raw", ...rank };
      const [a, b] = [await factored(x, settings), await factored(z, settings)];
      const [found, expected] = [dependence(a, b), exact("landmarks" in rank ? rowsLeft(rank.landmarks) : rows)];
      expect(Math.abs(found.corrected! - expected.corrected!)).toBeLessThan(0.05);
      expect(Math.abs(found.z! - expected.z!)).toBeLessThan(Math.max(0.4, 0.25 * Math.abs(expected.z!)));
    }
  });

  it("is zero if nothing varies, and undefined if a value is not finite", async () => {
    const flat = source(40, 2, "flat");
    flat.data.fill(0.7);
    const settings: FeatureSettings = { kernel, ...width, scale: "raw", landmarks: 8 };
    expect((await factored(flat, settings)).norm).toBe(0);
    const large = await largeNormalisedKernel(await groupedGram(flat, "raw"), 2, { kernel, ...width }, false);
    expect(large?.norm).toBe(0);
    flat.data[3] = Infinity;
    expect(await kernelFeatures(flat, settings, linalg())).toBeUndefined();
  });
});

describe("nhsic for many samples", () => {
  it.each([
    [1e-5, "fixed"],
    [1e-2, "fixed"],
    [1e-2, "median"],
  ] as const)("gives the same in place, with eps %f and the width %s", async (eps, width) => {
    const [x, z] = [source(600, 6, "x", 0.3), source(600, 40, "z", 0.1)];
    const settings = { width, sigma: 5, eps } as const;
    const exact = [x, z].map((variable) =>
      regularisedKernel(gramOfRows(rows(variable), "raw"), variable.features, settings, linalg()),
    );
    const large = await Promise.all(
      [x, z].map(async (variable) =>
        largeRegularisedKernel(await groupedGram(variable, "raw"), variable.features, settings, linalg()),
      ),
    );
    const [found, expected] = [dependence(large[0]!, large[1]!), dependence(exact[0]!, exact[1]!)];
    expectClose(found, expected, 2e-3);
    expect(Math.abs(found.dofB! / expected.dofB! - 1)).toBeLessThan(1e-4);
    expect(large[1]!.width! / exact[1]!.width!).toBeCloseTo(1, 5);
  });

  it("is undefined if a value is not finite", async () => {
    const broken = source(64, 3, "broken");
    broken.data[5] = NaN;
    const settings = { width: "fixed", sigma: 5, eps: 1e-5 } as const;
    expect(await largeRegularisedKernel(await groupedGram(broken, "raw"), 3, settings, linalg())).toBeUndefined();
  });
});
