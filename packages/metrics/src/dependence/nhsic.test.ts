import { optionsOf, type Measurement, type Snapshot, type Variable } from "@infoplane/contracts";
import { currentEngine, startEngine, Streams } from "@infoplane/engine";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { variable, type Rows } from "../test/variable.ts";
import { nhsic } from "./nhsic.ts";
import { metricContext } from "../metric-context.ts";

let tf: typeof import("@tensorflow/tfjs-core");
beforeAll(async () => ({ tf } = await startEngine()));

interface Probe {
  readonly x: Variable & { computed: string[] };
  readonly y: Variable & { computed: string[] };
  readonly blocks: readonly (Variable & { computed: string[] })[];
}

async function measureOn(probe: Probe, options: object): Promise<readonly Measurement[]> {
  const metric = await nhsic.create(optionsOf(nhsic, options), metricContext());
  return metric.measure(probe as unknown as Snapshot);
}

/** Measures fresh variables and frees them. */
async function measure(x: Rows, y: Rows, z: readonly Rows[], options: object): Promise<readonly Measurement[]> {
  const probe = {
    x: variable("X", x),
    y: variable("Y", y),
    blocks: z.map((rows, index) => variable("Z", rows, `block${index + 1}`)),
  };
  const found = await measureOn(probe, options);
  tf.dispose([probe.x.values, probe.y.values, ...probe.blocks.map((block) => block.values)]);
  return found;
}

function normal(m: number, d: number, name: string, add: (i: number, k: number) => number = () => 0): number[][] {
  const stream = new Streams(5).stream(name, m, d);
  return Array.from({ length: m }, (_, i) => Array.from({ length: d }, (_, k) => stream.normal() + add(i, k)));
}
const oneHot = (m: number, classes: number): number[][] =>
  Array.from({ length: m }, (_, i) => Array.from({ length: classes }, (_, k) => (i % classes === k ? 1 : 0)));

const { cases } = JSON.parse(
  readFileSync(new URL("../../../dependence/src/test/reference-cases.json", import.meta.url), "utf8"),
) as {
  cases: { name: string; m: number; x: number[][]; y: number[][]; expected: Record<string, number> }[];
};

describe("the nhsic metric on the engine of this process", () => {
  it.each(cases)("is within 2e-3 of the reference: $name", async ({ x, y, m, expected }) => {
    const [found] = await measure(x, y, [], { a: "X", b: "Y" });
    const expectClose = (value: unknown, name: string, floor = 0): void =>
      expect(Math.abs(Number(value) - expected[name]!)).toBeLessThanOrEqual(
        2e-3 * Math.max(floor, Math.abs(expected[name]!)),
      );
    expectClose(found?.value, "nhsic_gaussian");
    expectClose(found?.["dof_a"], "nhsic_dof_x");
    expectClose(found?.["dof_b"], "nhsic_dof_y");
    expectClose(found?.["null_mean"], "nhsic_null_mean");
    expectClose(found?.["null_std"], "nhsic_null_std", 1e-6);
    expectClose(found?.["max"], "nhsic_max");
    expectClose(found?.["corrected"], "nhsic_corrected", 1e-6);
    expect(found).toMatchObject({ a: "X", b: "Y", samples: m, eps: 1e-5 });
    expect(found?.["width_a"]).toBeCloseTo(5 * Math.sqrt(x[0]!.length), 12);
  });

  it.each([
    [32, 12],
    [96, 300],
  ])("is symmetric, and invariant to joint re-ordering and to shifts (m %i, d %i)", async (m, d) => {
    const x = normal(m, d, "x");
    const z = x.map((row) => row.slice(0, 5).map((value) => Math.max(0, value)));
    const y = oneHot(m, 4);
    const order = [...new Streams(1).stream("order").permutation(m)];
    const reorder = (rows: Rows): Rows => order.map((i) => rows[i]!);
    const value = (found: readonly Measurement[]): number[] =>
      ["value", "corrected", "null_mean", "null_std", "max", "z", "p"].map((name) => Number(found[0]?.[name]));
    const base = value(await measure(x, y, [z], { a: "X", b: "Z" }));
    const expectSame = (found: number[]): void =>
      found.forEach((v, i) => expect(Math.abs(v - base[i]!)).toBeLessThan(5e-4 * Math.max(1e-3, Math.abs(base[i]!))));
    expectSame(value(await measure(x, y, [z], { a: "Z", b: "X" })));
    expectSame(value(await measure(reorder(x), y, [reorder(z)], { a: "X", b: "Z" })));
    expectSame(value(await measure(x, y, [z.map((row) => row.map((v) => v + 10))], { a: "X", b: "Z" })));
    expect(base[1]).toBeGreaterThan(0);
    expect(base[6]).toBeLessThan(1e-3);
  });

  it("gives one record per block, with its name and depth", async () => {
    const found = await measure(normal(16, 3, "x"), oneHot(16, 2), [normal(16, 4, "z1"), normal(16, 2, "z2")], {
      a: "Y",
      b: "Z",
    });
    expect(found.map(({ block, depth }) => [block, depth])).toEqual([
      ["block1", 1],
      ["block2", 2],
    ]);
  });

  it("is at most 1 when corrected, and 1 for a variable with itself", async () => {
    const [found] = await measure(normal(24, 6, "x"), oneHot(24, 3), [], { a: "X", b: "X" });
    expect(found?.["corrected"]).toBeCloseTo(1, 9);
    expect(found?.value).toBeCloseTo(Number(found?.["max"]), 9);
  });

  it("computes each kernel once, keeps no tensor, and shares R_Z between measures", async () => {
    const probe: Probe = {
      x: variable("X", normal(20, 5, "x")),
      y: variable("Y", oneHot(20, 4)),
      blocks: [variable("Z", normal(20, 7, "z"), "block1")],
    };
    const { binding } = currentEngine();
    const count = () => [tf.memory().numTensors, binding?.getNumOfTensors()];
    // Variables are uploaded to the engine on first use.
    await measureOn(probe, { a: "X", b: "Z", sigma: 1 });
    await measureOn(probe, { a: "Y", b: "Z", sigma: 1 });
    const before = count();
    await measureOn(probe, { a: "X", b: "Z" });
    await measureOn(probe, { a: "Y", b: "Z" });
    await measureOn(probe, { a: "X", b: "Z" });
    expect(count()).toEqual(before);
    const kernels = ({ computed }: Probe["x"]) => computed.filter((key) => key.startsWith("nhsic")).length;
    expect([probe.x, probe.y, probe.blocks[0]!].map(kernels)).toEqual([2, 2, 2]);
  });

  it("depends on the scale of a block when raw, but not when standardised or with the median width", async () => {
    const x = normal(40, 6, "x");
    const z = x.map((row) => row.slice(0, 3));
    const large = z.map((row) => row.map((value) => value * 10));
    const value = async (rows: Rows, options: object): Promise<number> =>
      (await measure(x, oneHot(40, 2), [rows], { a: "X", b: "Z", ...options }))[0]!.value;
    expect((await value(large, {})) / (await value(z, {}))).toBeGreaterThan(1.2);
    const standardised = { scale: "standardised" };
    expect((await value(large, standardised)) / (await value(z, standardised))).toBeCloseTo(1, 3);
    const median = { width: "median" };
    expect((await value(large, median)) / (await value(z, median))).toBeCloseTo(1, 3);
  });

  it("records null for a dead block and for values that are not finite", async () => {
    const x = normal(12, 3, "x");
    const dead = x.map(() => [0, 0]);
    const broken = x.map(() => [NaN, 1]);
    const [one, two] = await measure(x, oneHot(12, 2), [dead, broken], { a: "X", b: "Z" });
    expect(one).toMatchObject({ corrected: null, z: null, p: null });
    expect(one?.value).toBeCloseTo(0, 9);
    expect(two?.value).toBeNaN();
  });

  // All rows equidistant: K = (1 - k) I + k 11ᵀ, so R = r H with r = (1 - k) / (1 - k + eps m), tr R_X R_Z = r tr R_Z.
  it("has the closed form for equidistant samples, and finds nothing beyond chance in them", async () => {
    const m = 20;
    const apart = Array.from({ length: m }, (_, i) => Array.from({ length: m }, (_, k) => (i === k ? 1 : 0)));
    for (const { eps, sigma, scale } of [
      { eps: 1e-5, sigma: 5, scale: 1 },
      { eps: 1e-2, sigma: 1, scale: 1 },
      { eps: 1e-3, sigma: 2, scale: 1e-4 },
    ]) {
      const x = apart.map((row) => row.map((value) => scale * value));
      const options = { a: "X", b: "Z", eps, sigma };
      const [found] = await measure(x, oneHot(m, 2), [normal(m, 4, "z")], options);
      const varying = -Math.expm1(-(scale ** 2) / (sigma ** 2 * m));
      const r = varying / (varying + eps * m);
      expect(found!.value / (r * Number(found!["dof_b"]))).toBeCloseTo(1, 3);
      expect(Number(found!["dof_a"]) / (r * (m - 1))).toBeCloseTo(1, 3);
      expect(found!["null_mean"]).toBeCloseTo(found!.value, 6);
      expect(found!["corrected"]).toBeCloseTo(0, 6);
      expect([found!["z"], found!["p"]]).toEqual([null, null]);
    }
  });

  it("finds dependence between unrelated variables about as often as its p says", async () => {
    const pairs = 200;
    const m = 64;
    const y = oneHot(m, 4);
    let low = 0;
    for (let pair = 0; pair < pairs; pair++) {
      const [found] = await measure(normal(m, 4, `x${pair}`), y, [normal(m, 6, `z${pair}`)], { a: "X", b: "Z" });
      if (Number(found?.["p"]) < 0.05) low++;
    }
    const share = low / pairs;
    expect(share).toBeGreaterThanOrEqual(0.02);
    expect(share).toBeLessThanOrEqual(0.09);
  });
});
