import { optionsOf, type EngineName, type Measurement, type PluginByKind, type Variable } from "@infoplane/contracts";
import { dependence, hsicFactor, type CentredKernel } from "@infoplane/dependence";
import { startEngine, tensors } from "@infoplane/engine";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "../dependence/cka.ts";
import { isRefusal, type Refusal } from "../dependence/cached-kernel.ts";
import * as kernels from "../dependence/kernel-measure.ts";
import { hsic } from "../dependence/hsic.ts";
import * as regularised from "../dependence/nhsic-measure.ts";
import { nhsic, type NhsicOptions } from "../dependence/nhsic.ts";
import { classSeparation } from "../scatter/class-separation.ts";
import { effectiveRank } from "../spectrum/effective-rank.ts";
import { extreme, x, y, type Extreme } from "./extremes.ts";
import { measureOn, variable } from "./variable.ts";

interface Case extends Extreme {
  readonly constant: boolean;
  /** The value and, of nHSIC, the corrected one; null where there is none. */
  readonly found: Readonly<Record<string, readonly (number | null)[]>>;
}
/** Made by reference-extremes.py. */
const { cases } = JSON.parse(readFileSync(new URL("reference-extremes.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

const withX = { a: "X", b: "Z" };
const forms: Readonly<Record<string, readonly [PluginByKind["metric"], object]>> = {
  nhsic: [nhsic, withX],
  "nhsic median": [nhsic, { ...withX, width: "median" }],
  "nhsic standardised": [nhsic, { ...withX, scale: "standardised" }],
  hsic: [hsic, withX],
  "hsic fixed": [hsic, { ...withX, width: "fixed" }],
  "hsic linear": [hsic, { ...withX, kernel: "linear" }],
  cka: [cka, withX],
  "cka standardised": [cka, { ...withX, scale: "standardised" }],
  "cka debiased": [cka, { ...withX, estimator: "debiased" }],
  "cka gaussian": [cka, { ...withX, kernel: "gaussian" }],
  "class-separation": [classSeparation, {}],
  "entropy rank": [effectiveRank, {}],
  participation: [effectiveRank, { by: "participation" }],
};

/** Largest deviation from the reference that was seen, relative to it. */
const largest = new Map<string, readonly [number, string]>();

function expectReference(path: string, one: Case, form: string, found: Partial<Measurement>): void {
  const place = `${form} of ${one.kind} + ${one.offset} times ${one.scale} (${path})`;
  const [value, corrected] = one.found[form]!;
  const compare = (of: unknown, expected: number | null | undefined, floor: number): void => {
    if (expected === undefined) return;
    if (expected === null) {
      expect(of === null || Number.isNaN(of), `${place}: ${String(of)}`).toBe(true);
      return;
    }
    const off = expected === 0 && of === 0 ? 0 : Math.abs(Number(of) - expected) / Math.max(Math.abs(expected), floor);
    expect(off, `${place}: ${String(of)}, not ${expected}`).toBeLessThan(2e-3);
    if (off > (largest.get(path)?.[0] ?? 0)) largest.set(path, [off, place]);
  };
  compare(found.value, value, 0);
  compare(found["corrected"], corrected, 0.02);
}

/** The value of the kernels that one path makes. */
type Path = (form: string, options: object, a: Variable, b: Variable) => Promise<Partial<Measurement>>;

const nhsicOf = (options: object) => optionsOf(nhsic, options) as NhsicOptions;
const kernelOf = (form: string, options: object, centring: "double" | "u"): kernels.KernelMeasure => {
  const all = optionsOf(form.startsWith("hsic") ? hsic : cka, options) as Omit<kernels.KernelMeasure, "centring">;
  return { ...all, centring };
};

const compared = (
  left: CentredKernel | Refusal,
  right: CentredKernel | Refusal,
  factor?: (a: CentredKernel, b: CentredKernel) => number,
) => {
  if (isRefusal(left)) return { value: NaN, ...left };
  if (isRefusal(right)) return { value: NaN, ...right };
  const isUndefined = !factor && (left.norm === 0 || right.norm === 0);
  const found = dependence(left, right, factor ? { factor: factor(left, right) } : {});
  return { value: isUndefined ? NaN : found.value, corrected: found.corrected };
};

const product = (a: CentredKernel, b: CentredKernel): number => a.norm * b.norm;

const paths: Readonly<Record<string, Path>> = {
  large: async (form, options, a, b) => {
    if (form.startsWith("nhsic")) {
      const settings = nhsicOf(options);
      return compared(
        await regularised.largeKernelOf(a, settings),
        await regularised.largeKernelOf(b, settings),
        product,
      );
    }
    const settings = kernelOf(form, options, "double");
    const unbiased = form === "cka debiased";
    const left = await kernels.largeKernelOf(a, settings, unbiased);
    const right = await kernels.largeKernelOf(b, settings, unbiased);
    return compared(left, right, form.startsWith("hsic") ? hsicFactor("biased") : undefined);
  },
  // As many landmarks as samples stand for the whole matrix.
  factored: async (form, options, a, b) => {
    if (form.startsWith("nhsic")) {
      const settings = nhsicOf(options);
      const left = await regularised.approximateKernelOf(a, settings, x.length);
      const right = await regularised.approximateKernelOf(b, settings, x.length);
      return compared(left, right, product);
    }
    const centring = form === "cka debiased" ? "u" : "double";
    const settings = { ...kernelOf(form, options, centring), landmarks: x.length };
    const left = await kernels.approximateKernelOf(a, settings);
    const right = await kernels.approximateKernelOf(b, settings);
    return compared(left, right, form.startsWith("hsic") ? hsicFactor("biased") : undefined);
  },
};

const groupsOf = (some: readonly Case[]) =>
  [...new Set(some.map(({ kind, offset }) => `${kind} ${offset}`))].map((title) => ({
    title,
    of: some.filter(({ kind, offset }) => `${kind} ${offset}` === title),
  }));

/**
 * All of the grid takes a quarter of an hour: EXTREMES=all. Otherwise it is every second case of it for dense kernels on the
 * native engine, as on a chessboard, and for the others a square of three scales (small, one that float32 loses digits of,
 * large) by three offsets: of each kind one case in every row and column, in turn.
 */
const isAll = process.env["EXTREMES"] === "all";
const kinds = distinct(cases.map(({ kind }) => kind));
const board = square(distinct(cases.map(({ scale }) => scale)), distinct(cases.map(({ offset }) => offset)), 2);
const some = square([1e-20, 300, 1e30], [0, 1e4, 1e8], 3);

function square(scales: readonly number[], offsets: readonly number[], every: number): readonly Case[] {
  return cases.filter(({ kind, scale, offset }) => {
    const [row, column] = [scales.indexOf(scale), offsets.indexOf(offset)];
    return isAll || (row >= 0 && column >= 0 && (row + column + kinds.indexOf(kind)) % every === 0);
  });
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** Every measure at the edges of float32, by every path, against float64 NumPy. */
export function describeExtremes(engine: EngineName): void {
  describe(`measures on ${engine}, far from 0 and from 1`, () => {
    beforeAll(async () => {
      await startEngine({ engine });
    });

    it.each(groupsOf(engine === "native-cpu" ? board : some))("dense: $title", async ({ of }) => {
      for (const one of of) {
        for (const [form, [metric, options]] of Object.entries(forms)) {
          const [found] = await measureOn(metric, options, { x, y, z: [extreme(one)] });
          expectReference("dense", one, form, found!);
          if (one.constant) expect(found?.["refused"]).toBe("Z is constant: it is the same for every sample");
        }
      }
    });

    it.each(groupsOf(some).flatMap((group) => Object.keys(paths).map((path) => ({ ...group, path }))))(
      "$path: $title",
      async ({ of, path }) => {
        for (const one of of) {
          const [a, b] = [variable("X", x), variable("Z", extreme(one), "block1")];
          for (const [form, [, options]] of Object.entries(forms)) {
            if (!("a" in options)) continue;
            expectReference(path, one, form, await paths[path]!(form, options, a, b));
          }
          tensors().dispose([a.values, b.values]);
        }
      },
    );

    it("says how far the paths are from the reference", () => {
      expect([...largest.keys()].sort()).toEqual(["dense", "factored", "large"]);
      for (const [path, [off, place]] of largest) console.info(`${engine}, ${path}: ${off.toExponential(1)}, ${place}`);
    });
  });
}
