import { readFileSync } from "node:fs";
import { startEngine } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "./cka.ts";
import { nhsic } from "./nhsic.ts";
import { classSeparation } from "../scatter/class-separation.ts";
import { measureOn } from "../test/variable.ts";

beforeAll(async () => {
  await startEngine();
});

type Rows = readonly (readonly number[])[];
interface Interval {
  readonly corrected: number;
  readonly low: number;
  readonly high: number;
}

/** Made by reference-intervals.py. */
const reference = JSON.parse(
  readFileSync(new URL("../test/reference-intervals.json", import.meta.url), "utf8"),
) as Readonly<Record<"x" | "y" | "z", Rows>> & Readonly<Record<string, Interval>>;
const { x, y, z } = reference;
const xz = { a: "X", b: "Z", interval: true };

describe("the jackknife interval of a corrected value", () => {
  it.each([
    ["nhsic(X, Z)", nhsic, xz],
    ["nhsic(Y, Z)", nhsic, { a: "Y", b: "Z" }],
    ["nhsic(X, Z), eps 1e-2", nhsic, { ...xz, eps: 1e-2 }],
    ["nhsic(X, Z), sigma 1", nhsic, { ...xz, sigma: 1 }],
    ["cka(X, Z)", cka, xz],
    ["cka(X, Z), debiased", cka, { ...xz, estimator: "debiased" }],
    ["cka(X, Z), minibatch of 8", cka, { ...xz, estimator: "minibatch", batch: 8 }],
    ["class-separation", classSeparation, {}],
  ] as const)("is what leaving out every sample of %s gives by brute force", async (name, metric, options) => {
    const [found] = await measureOn(metric, { ...options, interval: true }, { x, y, z: [z] });
    const { corrected, low, high } = reference[name] as Interval;
    expect(found?.["corrected"]).toBeCloseTo(corrected, 4);
    // As far as the value itself agrees.
    const shift = Number(found?.["corrected"]) - corrected;
    expect(found?.["corrected_low"]).toBeCloseTo(low + shift, 3);
    expect(found?.["corrected_high"]).toBeCloseTo(Math.min(1, high + shift), 3);
  });

  it("is none where there is no corrected value or too few samples, and where none was asked for", async () => {
    const constant = z.map(() => [0.3, 0.3]);
    const none = { corrected: null, corrected_low: null, corrected_high: null };
    expect((await measureOn(nhsic, xz, { x, y, z: [constant] }))[0]).toMatchObject(none);
    const few = await measureOn(nhsic, xz, { x: x.slice(0, 6), y: y.slice(0, 6), z: [z.slice(0, 6)] });
    expect(few[0]).toMatchObject({ corrected_low: null, corrected_high: null });
    const plain = await measureOn(nhsic, { a: "X", b: "Z" }, { x, y, z: [z] });
    expect(plain[0]).not.toHaveProperty("corrected_low");
  });

  it("is half as wide with four times the samples", async () => {
    const width = async (times: number) => {
      const many = (rows: readonly (readonly number[])[]) => Array.from({ length: times }, () => rows).flat();
      const [found] = await measureOn(cka, xz, { x: many(x), y: many(y), z: [many(z)] });
      return Number(found?.["corrected"]) - Number(found?.["corrected_low"]);
    };
    const ratio = (await width(4)) / (await width(16));
    expect(ratio).toBeGreaterThan(1.9);
    expect(ratio).toBeLessThan(2.2);
  });
});
