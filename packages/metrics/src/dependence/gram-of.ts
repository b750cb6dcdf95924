import type { Variable } from "@infoplane/contracts";
import { exactGroupedGram, gram, groupedGram, type Gram, type RowSource, type Scale } from "@infoplane/dependence";
import { tensors } from "@infoplane/engine";

/** Rows of a variable, whether it holds all of them or computes them on demand. */
export function rowSource(variable: Variable): RowSource {
  const [samples, features] = variable.shape ?? variable.values.shape;
  return {
    samples,
    features,
    rows: (start, end) =>
      variable.rows?.(start, end) ?? tensors().slice2d(variable.values, [start, 0], [end - start, features]),
  };
}

/** Gram matrix of a variable in float64; computed by groups of rows if the variable does not hold all of them. */
export async function gramOf(variable: Variable, scale: Scale): Promise<Gram> {
  if (!variable.rows) return gram(variable.values, scale);
  const found = await groupedGram(rowSource(variable), scale);
  return { ...found, data: Float64Array.from(found.data) };
}

/** The same, or the squared distances, in float64 arithmetic on every engine. */
export function exactGramOf(variable: Variable, scale: Scale, holds: Gram["holds"]): Promise<Gram> {
  const source = rowSource(variable);
  return exactGroupedGram(source, scale, holds, new Float64Array(source.samples ** 2));
}
