import type { PluginByKind } from "@infoplane/contracts";
import { startEngine, Streams } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "./cka.ts";
import { hsic } from "./hsic.ts";
import { nhsic } from "./nhsic.ts";
import { classSeparation } from "../scatter/class-separation.ts";
import { measureOn } from "../test/variable.ts";

beforeAll(async () => {
  await startEngine();
});

const m = 48;
const labels = Array.from({ length: m }, (_, i) => (i * i) % 4);
const { normal } = new Streams(4).stream("labels", m);
const z = labels.map((label) => [normal() + label, normal(), normal() - label * label]);
const oneHot = (ids: readonly number[], classes: number) =>
  labels.map((label) => Array.from({ length: classes }, (_, k) => (k === ids[label] ? 1 : 0)));

const pair = { a: "Y", b: "Z" };
const measures: readonly (readonly [string, PluginByKind["metric"], object])[] = [
  ["nhsic", nhsic, pair],
  ["nhsic, median width", nhsic, { ...pair, width: "median" }],
  ["nhsic, landmarks", nhsic, { ...pair, landmarks: 8, eps: 0.1 }],
  ["hsic", hsic, pair],
  ["hsic, fixed width", hsic, { ...pair, width: "fixed" }],
  ["hsic, unbiased and linear", hsic, { ...pair, estimator: "unbiased", kernel: "linear" }],
  ["cka", cka, pair],
  ["cka, gaussian of fixed width", cka, { ...pair, kernel: "gaussian", width: "fixed" }],
  ["cka in mini-batches", cka, { ...pair, estimator: "minibatch", batch: 16 }],
  ["class-separation", classSeparation, {}],
];

describe("measures of labels", () => {
  it.each(measures)(
    "%s: depends on which samples share a class, not on how classes are numbered",
    async (_, metric, options) => {
      const values = async (y: number[][]) => (await measureOn(metric, options, { x: z, y, z: [z] }))[0]!;
      // Two classes occur: 0 and 1.
      const plain = await values(oneHot([0, 1, 1, 1], 2));
      expect(plain["classes"]).toBe(2);
      expect(plain.value).toBeGreaterThan(0);
      const other = await values(oneHot([1, 0, 0, 0], 2));
      for (const column of ["value", "null_mean", "null_std", "z", "p"]) {
        expect(Number(other[column]), column).toBeCloseTo(Number(plain[column]), 6);
      }
    },
  );

  it("record how many classes occur, whatever the columns", async () => {
    const [found] = await measureOn(cka, pair, { x: z, y: oneHot([3, 39, 39, 39], 40), z: [z] });
    expect(found?.["classes"]).toBe(2);
    const [none] = await measureOn(cka, pair, { x: z, y: z, z: [z] });
    expect(none?.["classes"]).toBeUndefined();
  });
});
