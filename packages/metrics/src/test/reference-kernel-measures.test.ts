import type { Measurement, PluginByKind } from "@infoplane/contracts";
import { startEngine } from "@infoplane/engine";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "../dependence/cka.ts";
import { hsic } from "../dependence/hsic.ts";
import { ckaMatrix } from "../dependence/cka-matrix.ts";
import { nhsicMatrix } from "../dependence/nhsic-matrix.ts";
import { nhsic } from "../dependence/nhsic.ts";
import { measureOn, type Rows } from "./variable.ts";

type Numbers = Readonly<Record<"value" | "null_mean" | "null_std" | "z" | "p", number>>;
interface Case {
  readonly x: Rows;
  readonly y: Rows;
  readonly z: readonly Rows[];
  /** By "form | pair | scale". */
  readonly found: Readonly<Record<string, Partial<Numbers> & { readonly value: number }>>;
}
/** Made by reference-kernel-measures.py. */
const { cases } = JSON.parse(readFileSync(new URL("reference-kernel-measures.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

const forms: Readonly<Record<string, readonly [PluginByKind["metric"], object]>> = {
  nhsic: [nhsic, {}],
  "nhsic median": [nhsic, { width: "median", sigma: 1 }],
  hsic: [hsic, {}],
  "hsic unbiased": [hsic, { estimator: "unbiased" }],
  "hsic linear": [hsic, { kernel: "linear" }],
  cka: [cka, {}],
  "cka gaussian": [cka, { kernel: "gaussian" }],
  "cka debiased": [cka, { estimator: "debiased" }],
  "cka minibatch": [cka, { estimator: "minibatch", batch: 5 }],
};

beforeAll(async () => {
  await startEngine();
});

/** The record of block 1 with X or Y, or that of blocks 1 and 2. */
async function measured(one: Case, form: string, pair: string, scale: string): Promise<Measurement | undefined> {
  const [metric, options] = forms[form]!;
  if (pair === "Z Z") {
    const found = await measureOn(metric === nhsic ? nhsicMatrix : ckaMatrix, { scale, ...options }, one);
    return found.find(({ block, other }) => block === "block1" && other === "block2");
  }
  const [a, b] = pair.split(" ");
  return (await measureOn(metric, { a, b, scale, ...options }, one))[0];
}

describe.each(cases.map((one, index) => ({ ...one, index })))("random case $index", (one) => {
  it.each(Object.keys(one.found))("%s", async (key) => {
    const [form, pair, scale] = key.split(" | ") as [string, string, string];
    const record = await measured(one, form, pair, scale);
    const expected = one.found[key]!;
    const size = Math.max(Math.abs(expected.value), Number(record?.["max"]) / 100);
    const close = (column: "value" | "null_mean" | "null_std"): void => {
      if (expected[column] === undefined) return;
      expect(Math.abs(Number(record?.[column]) - expected[column]), column).toBeLessThan(2e-3 * size);
    };
    close("value");
    close("null_mean");
    close("null_std");
    if (expected.p === undefined || expected.null_std === undefined) return;
    // Where re-pairing changes nothing there is no p.
    if (expected.null_std < 1e-9 * size) expect(record).toMatchObject({ z: null, p: null });
    else expect(Number(record?.["p"])).toBeCloseTo(expected.p, 2);
  });
});
