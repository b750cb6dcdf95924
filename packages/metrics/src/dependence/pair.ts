import {
  z,
  type MeasuredDependence,
  type Measurement,
  type MetricRecords,
  type Snapshot,
  type Variable,
} from "@infoplane/contracts";
import { inSeries } from "../in-series.ts";
import { placeOf } from "../snapshot.ts";
import { isConstant, isUniform, nothingToCompare, tooFewSamples } from "../messages.ts";
import type { CentredKernel, CorrectedInterval, Dependence } from "@infoplane/dependence";

const variable = z.enum(["X", "Y", "Z"]);
type VariableName = Variable["name"];

/** Options of every measure of two variables. */
export const pairOptions = {
  a: variable.describe("first variable: X the input, Y the label, Z the output of each block"),
  b: variable.describe("second variable"),
};

/** Option of every measure of block outputs whose value depends on their scale. */
export const scaleOption = {
  scale: z
    .enum(["raw", "standardised"])
    .default("raw")
    .describe("standardised: each feature of X and Z is brought to variance 1 first; labels stay one-hot"),
};

export const permutationsOption = {
  permutations: z
    .int()
    .positive()
    .optional()
    .describe(
      "also draw this many re-pairings: p_resampled = (1 + as large) / (n + 1); the same ones at each measurement",
    ),
};

export const intervalOption = {
  interval: z
    .boolean()
    .optional()
    .describe("also corrected_low and corrected_high: 95 % jackknife interval of corrected over the choice of samples"),
};

/** The `per` of a measure of two variables: see {@link measurePairs}. */
export const perPair = ({ a, b }: { readonly a: VariableName; readonly b: VariableName }): MetricRecords["per"] =>
  a === "Z" || b === "Z" ? "block" : "network";

/** One measurement per block if Z takes part, otherwise one. */
export async function measurePairs(
  snapshot: Snapshot,
  { a, b }: { readonly a: VariableName; readonly b: VariableName },
  compare: (a: Variable, b: Variable) => Promise<Measurement>,
): Promise<Measurement[]> {
  // Requested only if named: activations exported by another program may lack X.
  const fixed = (name: "X" | "Y"): Variable => (name === "X" ? snapshot.x : snapshot.y);
  const pick = (name: VariableName, block: Variable): Variable => (name === "Z" ? block : fixed(name));
  if (a !== "Z" && b !== "Z") return [await compare(fixed(a), fixed(b))];
  return inSeries(snapshot.blocks, async (block) => ({
    ...(await compare(pick(a, block), pick(b, block))),
    ...placeOf(block),
  }));
}

/** Numeric columns in addition to the value, which claims may name. */
export const dependenceColumns =
  "corrected corrected_low corrected_high null_mean null_std dof_a dof_b max z p p_resampled".split(" ");

/** A dependence as the columns of a record. */
export function columnsOf(found: Dependence): MeasuredDependence {
  return {
    value: found.value,
    corrected: found.corrected,
    null_mean: found.nullMean,
    null_std: found.nullStd,
    ...(found.dofA !== null && { dof_a: found.dofA }),
    ...(found.dofB !== null && { dof_b: found.dofB }),
    max: found.max,
    z: found.z,
    p: found.p,
    p_by: found.pBy,
    ...(found.pResampled !== undefined && { p_resampled: found.pResampled }),
    samples: found.samples,
  };
}

/** An interval as columns of a record; no columns without an interval. */
export const intervalColumns = (
  interval: CorrectedInterval | undefined,
): { readonly corrected_low?: number | null; readonly corrected_high?: number | null } =>
  interval ? { corrected_low: interval.low, corrected_high: interval.high } : {};

/** Why a dependence has no corrected value, or no z, for the column `refused`. */
export function reasonOf(
  found: Dependence,
  ...pairs: readonly (readonly [variable: Pick<Variable, "name">, kernel: CentredKernel])[]
): { readonly refused?: string } {
  for (const [variable, kernel] of pairs) {
    if (kernel.norm === 0) return { refused: kernel.isConstant ? isConstant(variable) : isUniform(variable) };
  }
  if (found.nullStd === null) return { refused: tooFewSamples(found.samples, 4) };
  return found.corrected === null || found.z === null ? { refused: nothingToCompare() } : {};
}
