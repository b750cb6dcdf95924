import { startEngine, Streams } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { measureOn } from "../test/variable.ts";
import { effectiveRank } from "./effective-rank.ts";

beforeAll(async () => {
  await startEngine();
});

const { normal } = new Streams(3).stream("rank");
const x = Array.from({ length: 20 }, () => [normal(), normal()]);
const line = x.map(([a]) => [2 * a! + 1, -a!, 5]);
const axes = [0, 1, 2].flatMap((k) => [-1, 1].map((side) => [0, 1, 2].map((axis) => (axis === k ? side : 0))));

describe.each(["entropy", "participation"])("effective-rank(%s)", (by) => {
  const measure = async (z: number[][]) => (await measureOn(effectiveRank, { by }, { x: z, y: z, z: [z] }))[0]!;

  it("is 1 on a line and k for k directions of equal spread", async () => {
    expect((await measure(line)).value).toBeCloseTo(1, 2);
    expect((await measure(axes)).value).toBeCloseTo(3, 4);
    expect(await measure(axes)).toMatchObject({ block: "block1", depth: 1, samples: 6 });
  });

  it("is invariant to shift, rotation and scale, and at most m - 1", async () => {
    const { value } = await measure(x);
    expect((await measure(x.map(([a, b]) => [3 * (a! + b!) + 7, 3 * (a! - b!)]))).value).toBeCloseTo(value, 3);
    const wide = Array.from({ length: 5 }, () => Array.from({ length: 50 }, normal));
    expect((await measure(wide)).value).toBeLessThanOrEqual(4.001);
  });

  // Walsh functions are orthogonal with mean 0: the singular values are 8 times these.
  it.each([
    ["40 small directions next to a large one", [1, ...Array.from({ length: 40 }, () => 2e-4)]],
    ["directions down to 1e-6", [1, 1e-2, 1e-4, 1e-5, 1e-6]],
    ["equal directions", [1, 1, 1, 1]],
  ])("counts %s as NumPy does", async (_, sizes) => {
    const sign = (i: number, k: number) => ((i & k).toString(2).replaceAll("0", "").length % 2 === 0 ? 1 : -1);
    const z = Array.from({ length: 64 }, (__, i) => sizes.map((size, k) => size * sign(i, k + 1)));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const entropy = -sizes.reduce((sum, size) => sum + (size / total) * Math.log(size / total), 0);
    const squares = sizes.map((size) => size ** 2);
    const sum = squares.reduce((a, b) => a + b, 0);
    const expected = by === "entropy" ? Math.exp(entropy) : sum ** 2 / squares.reduce((a, b) => a + b * b, 0);
    expect((await measure(z)).value / expected).toBeCloseTo(1, 6);
    for (const scale of [1e-15, 1e15]) {
      expect((await measure(z.map((row) => row.map((value) => value * scale)))).value / expected).toBeCloseTo(1, 6);
    }
    // As many samples as features, and more features than samples.
    const turned = z.map((row) => [...row, ...Array.from({ length: 80 }, () => 7)]);
    expect((await measure(turned)).value / expected).toBeCloseTo(1, 6);
  });

  it("is null for a constant output, and for one that is not finite", async () => {
    expect((await measure(x.map(() => [1.5, 0.1]))).value).toBeNaN();
    expect((await measure(x.map(([a]) => [a! / 0]))).value).toBeNaN();
  });
});
