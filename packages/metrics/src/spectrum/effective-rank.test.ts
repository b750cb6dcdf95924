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
    expect(await measure(axes)).toMatchObject({ layer: "block1", depth: 1, samples: 6 });
  });

  it("is blind to shift, rotation and scale, and at most m - 1", async () => {
    const { value } = await measure(x);
    expect((await measure(x.map(([a, b]) => [3 * (a! + b!) + 7, 3 * (a! - b!)]))).value).toBeCloseTo(value, 3);
    const wide = Array.from({ length: 5 }, () => Array.from({ length: 50 }, normal));
    expect((await measure(wide)).value).toBeLessThanOrEqual(4.001);
  });

  it("is null for a constant output, and for one that is not finite", async () => {
    expect((await measure(x.map(() => [1.5, 0.1]))).value).toBeNaN();
    expect((await measure(x.map(([a]) => [a! / 0]))).value).toBeNaN();
  });
});
