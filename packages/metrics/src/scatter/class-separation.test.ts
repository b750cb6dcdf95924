import { startEngine } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { measureOn } from "../test/variable.ts";
import { classSeparation } from "./class-separation.ts";

beforeAll(async () => {
  await startEngine();
});

const labels = Array.from({ length: 12 }, (_, i) => i % 3);
const y = labels.map((label) => [0, 1, 2].map((k) => (k === label ? 1 : 0)));

describe("class-separation", () => {
  it("is 1 with a tiny p if each class is a point", async () => {
    const z = labels.map((label) => [label, label * label]);
    const [found] = await measureOn(classSeparation, { permutations: 99 }, { x: z, y, z: [z] });
    expect(found?.value).toBeCloseTo(1, 5);
    expect(found?.["corrected"]).toBeCloseTo(1, 5);
    expect(found?.["p"]).toBeLessThan(1e-3);
    expect(found?.["p_resampled"]).toBeCloseTo(0.01, 12);
  });

  it("is null for one class, a constant output, and values that are not finite", async () => {
    const z = labels.map((_, i) => [i]);
    const [one] = await measureOn(classSeparation, {}, { x: z, y: y.map(() => [1]), z: [z] });
    expect(one).toMatchObject({ value: NaN, refused: "Y is constant: one class only" });
    const odd = [z.map(() => [0.3]), z.map(([i]) => [i! / 0])];
    const [constant, broken] = await measureOn(classSeparation, {}, { x: z, y, z: odd });
    expect(constant).toMatchObject({ value: NaN, refused: "Z is constant: it is the same for every sample" });
    expect(broken).toMatchObject({ value: NaN, refused: "Z holds values that are infinite or not a number" });
  });
});
