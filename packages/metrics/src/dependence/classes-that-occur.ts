import type { Variable } from "@infoplane/contracts";
import type { Tensor2D } from "@tensorflow/tfjs-core";

const known = new WeakMap<Tensor2D, readonly number[]>();

/** Columns of labels, [m, classes] one-hot, of the classes that some sample is of, by first occurrence. */
export function classesThatOccur({ values }: Pick<Variable, "values">): readonly number[] {
  const found = known.get(values) ?? columnsWithValues(values);
  known.set(values, found);
  return found;
}

function columnsWithValues(values: Tensor2D): readonly number[] {
  const [, classes] = values.shape;
  const seen = new Set<number>();
  values.dataSync<"float32">().forEach((value, at) => {
    if (value !== 0) seen.add(at % classes);
  });
  return [...seen];
}

/** What a record of labels says beside: how many classes its samples are of. */
export function labelColumns(...variables: readonly Variable[]): { readonly classes?: number } {
  const labels = variables.find(({ name }) => name === "Y");
  return labels ? { classes: classesThatOccur(labels).length } : {};
}
