import { matrix, portableLinearAlgebra, startEngine, type Matrix } from "@infoplane/engine";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { gramOfRows } from "../dependence/gram.ts";
import { nearestClasses } from "../probes/nearest-classes.ts";
import { fitRidge } from "../probes/ridge.ts";
import { classSeparation } from "../scatter/class-separation.ts";
import { entropyRank, participationRatio } from "../spectrum/rank-of.ts";
import { measureOn } from "./variable.ts";

interface Case {
  readonly x: number[][];
  readonly labels: number[];
  readonly unseen: number[][];
  readonly y: number[][];
  readonly ridge: number;
  readonly neighbours: number;
  readonly classes: number;
  readonly predictions: number[][];
  readonly classified: number[];
  readonly entropy_rank: number;
  readonly participation_ratio: number;
  readonly separation: number;
  readonly separation_ratio: number;
  readonly separation_null_mean: number;
  readonly separation_null_std: number;
}
const { cases } = JSON.parse(readFileSync(new URL("reference-measures.json", import.meta.url), "utf8")) as {
  cases: Case[];
};
const rows = (values: number[][]): Matrix => matrix(values.length, values[0]!.length, Float64Array.from(values.flat()));

beforeAll(async () => {
  await startEngine();
});

describe.each(cases.map((one, index) => ({ ...one, index })))("reference case $index", (one) => {
  it("gives the ridge predictions of least squares with extra rows", () => {
    const found = fitRidge(rows(one.x), rows(one.y), one.ridge, portableLinearAlgebra).predict(rows(one.unseen));
    one.predictions.flat().forEach((value, at) => expect(found.data[at]).toBeCloseTo(value, 9));
  });

  it("gives the classes of brute-force nearest neighbours", () => {
    const labels = Int32Array.from(one.labels);
    const found = nearestClasses(rows(one.x), labels, rows(one.unseen), one.neighbours, portableLinearAlgebra);
    expect([...found]).toEqual(one.classified);
  });

  it("gives the effective ranks of the singular values and of the covariance", () => {
    const products = gramOfRows(rows(one.x), "raw");
    expect(entropyRank(products)).toBeCloseTo(one.entropy_rank, 8);
    expect(participationRatio(products)).toBeCloseTo(one.participation_ratio, 9);
  });

  it("gives the scatter between classes and its null", async () => {
    const y = one.labels.map((label) => Array.from({ length: one.classes }, (_, k) => (k === label ? 1 : 0)));
    const [found] = await measureOn(classSeparation, {}, { x: one.x, y, z: [one.x] });
    expect(found?.value).toBeCloseTo(one.separation, 5);
    expect(found?.["ratio"]).toBeCloseTo(one.separation_ratio, 4);
    const m = one.x.length;
    expect(found?.["null_mean"]).toBeCloseTo((one.classes - 1) / (m - 1), 5);
    expect(Math.abs(Number(found?.["null_mean"]) - one.separation_null_mean)).toBeLessThan(
      0.03 * one.separation_null_std,
    );
    expect(Number(found?.["null_std"]) / one.separation_null_std).toBeCloseTo(1, 1);
  });
});
