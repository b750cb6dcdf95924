import { readFileSync } from "node:fs";
import { matrix, portableLinearAlgebra, type Matrix } from "@infoplane/engine";
import { describe, expect, it } from "vitest";
import { dependence } from "../dependence.ts";
import { gramOfRows } from "../gram/gram.ts";
import { regularisedKernel } from "./regularised-kernel.ts";
import type { DenseKernel } from "./dense-kernel.ts";

interface Case {
  readonly name: string;
  readonly x: number[][];
  readonly y: number[][];
  readonly expected: Readonly<Record<string, number | null>>;
}
const { cases } = JSON.parse(readFileSync(new URL("../test/reference-cases.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

const rows = (values: number[][]): Matrix => matrix(values.length, values[0]!.length, Float64Array.from(values.flat()));

function kernelOf(values: Matrix): DenseKernel {
  const settings = { width: "fixed", sigma: 5, eps: 1e-5 } as const;
  return regularisedKernel(gramOfRows(values, "raw"), values.columns, settings, portableLinearAlgebra)!;
}

/** Relative to the expected value, or to the effect of a rounding error if that value is 0. */
function expectClose(found: number, expected: number, floor: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), floor));
}

describe("nhsic in float64", () => {
  it.each(cases)("equals the 50-digit reference: $name", ({ x, y, expected }) => {
    const found = dependence(kernelOf(rows(x)), kernelOf(rows(y)));
    expectClose(found.value, expected["nhsic_gaussian"]!, 0);
    expectClose(found.dofA!, expected["nhsic_dof_x"]!, 0);
    expectClose(found.dofB!, expected["nhsic_dof_y"]!, 0);
    expectClose(found.nullMean, expected["nhsic_null_mean"]!, 0);
    expectClose(found.nullStd!, expected["nhsic_null_std"]!, 1e-3);
    expectClose(found.max, expected["nhsic_max"]!, 0);
    expectClose(found.corrected!, expected["nhsic_corrected"]!, 1e-3);
  });
});
