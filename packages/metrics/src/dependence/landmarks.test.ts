import { evenlySpaced } from "@infoplane/dependence";
import { startEngine, Streams } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "./cka.ts";
import { hsic } from "./hsic.ts";
import { nhsic } from "./nhsic.ts";
import { measureOn } from "../test/variable.ts";

beforeAll(async () => {
  await startEngine();
});

const [samples, features, draws] = [120, 60, 24];

/** Standard normal rows, different for each name and draw. */
function noise(name: string, draw: number): number[][] {
  const { normal } = new Streams(8).stream(name, draw);
  return Array.from({ length: samples }, () => Array.from({ length: features }, () => normal()));
}

it.each([
  ["hsic", hsic, {}],
  ["nhsic", nhsic, { eps: 0.3 }],
] as const)("%s gives a reason when landmarks leave too few samples", async (_name, metric, options) => {
  const [x, z] = [noise("x", 1), noise("z", 1)];
  const ask = async (landmarks: number) =>
    (await measureOn(metric, { a: "X", b: "Z", landmarks, ...options }, { x, y: x, z: [z] }))[0]!;
  expect(await ask(samples - 5)).toMatchObject({
    value: NaN,
    refused: "5 of 120 samples are no landmarks: it takes 6",
    samples,
  });
  expect((await ask(samples))["samples"]).toBe(samples);
});

// Landmarks at one point l leave one direction of the kernel, Φ(x) = k(x, l): HSIC of these is the covariance.
it("hsic with identical landmarks is that of the one direction they leave", async () => {
  const [landmarks, sigma] = [12, 1];
  const places = new Set(evenlySpaced(samples, landmarks));
  const alike = (name: string): number[][] =>
    noise(name, 3).map((row, i) => row.slice(0, 3).map((value) => (places.has(i) ? 0.25 : value)));
  const [x, z] = [alike("x"), alike("z")];
  const options = { a: "X", b: "Z", width: "fixed", sigma, landmarks };
  const [found] = await measureOn(hsic, options, { x, y: x, z: [z] });
  const direction = (rows: readonly number[][]): number[] =>
    rows
      .filter((_, i) => !places.has(i))
      .map((row) => Math.exp(-row.reduce((sum, v) => sum + (v - 0.25) ** 2, 0) / (2 * sigma ** 2 * row.length)));
  const [a, b] = [direction(x), direction(z)];
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const covariance = a.reduce((sum, v, i) => sum + (v - mean(a)) * (b[i]! - mean(b)), 0) / (a.length - 1);
  expect(found!.value / covariance ** 2).toBeCloseTo(1, 3);
});

it.each([
  ["hsic", hsic, { landmarks: 12 }],
  ["unbiased hsic", hsic, { landmarks: 12, estimator: "unbiased" }],
  ["cka", cka, { landmarks: 12 }],
  ["nhsic", nhsic, { landmarks: 12, eps: 0.3 }],
  ["hsic with frequencies", hsic, { frequencies: 24 }],
] as const)("%s of independent variables keeps to its null, however coarse", async (_name, metric, options) => {
  const found: { readonly z: number; readonly p: number }[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const [x, z] = [noise("x", draw), noise("z", draw)];
    const [record] = await measureOn(metric, { a: "X", b: "Z", ...options }, { x, y: x, z: [z] });
    found.push({ z: Number(record!["z"]), p: Number(record!["p"]) });
  }
  const mean = (column: "z" | "p"): number => found.reduce((sum, row) => sum + row[column], 0) / draws;
  // Standard errors: 0.2 of the mean z, 0.06 of the mean p; more than 5 of 24 draws have p < 0.05 once in 2,000.
  expect(Math.abs(mean("z"))).toBeLessThan(0.6);
  expect(Math.abs(mean("p") - 0.5)).toBeLessThan(0.2);
  expect(found.filter(({ p }) => p < 0.05).length).toBeLessThanOrEqual(5);
});

describe("nhsic with landmarks", () => {
  const normal = new Streams(4).stream("nhsic").normal;
  const x = Array.from({ length: 200 }, () => [normal(), normal()]);
  const z = x.map(([a, b]) => [Math.sin(a!), b! + 0.5 * normal()]);
  const y = x.map(([a]) => (a! > 0 ? [1, 0] : [0, 1]));
  const take = async (options: object, of = { x, y, z: [z] }) =>
    (await measureOn(nhsic, { a: "X", b: "Z", ...options }, of))[0]!;

  it("comes close to the whole matrix when there are many landmarks for its degrees of freedom", async () => {
    const settings = { eps: 0.01, sigma: 1 };
    const landmarks = new Set(evenlySpaced(x.length, 80));
    const left = (all: readonly number[][]): number[][] => all.filter((_, place) => !landmarks.has(place));
    const whole = await take(settings, { x: left(x), y: left(y), z: [left(z)] });
    const some = await take({ ...settings, landmarks: 80 });
    expect(some["samples"]).toBe(120);
    expect(some.value / whole.value).toBeCloseTo(1, 2);
    for (const column of ["dof_a", "dof_b", "null_mean", "null_std", "corrected"]) {
      expect(Number(some[column]) / Number(whole[column])).toBeCloseTo(1, 1);
    }
    expect(Number(some["z"]) / Number(whole["z"])).toBeCloseTo(1, 1);
  });

  it("refuses to answer when there are few", async () => {
    const found = await take({ eps: 1e-5, sigma: 0.3, landmarks: 30 });
    expect(found.value).toBeNaN();
    expect(found["refused"]).toContain("landmarks");
    expect(Number(found["dof_a"])).toBeGreaterThan(15);
  });
});
