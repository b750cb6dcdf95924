import type { Variable } from "@infoplane/contracts";
import type { Tensor2D } from "@tensorflow/tfjs-core";

const known = new WeakMap<Tensor2D, readonly number[] | undefined>();

/** Columns of one-hot labels, [m, classes], of the classes that some sample is of, by first occurrence; undefined for other rows. */
function classesThatOccur({ values }: Pick<Variable, "values">): readonly number[] | undefined {
  if (!known.has(values)) known.set(values, columnsOfOnes(values));
  return known.get(values);
}

function columnsOfOnes(values: Tensor2D): readonly number[] | undefined {
  const [samples, classes] = values.shape;
  const seen = new Set<number>();
  let ones = 0;
  for (const [at, value] of values.dataSync<"float32">().entries()) {
    if (value === 0) continue;
    // One 1 a row, in the order of the rows.
    if (value !== 1 || Math.floor(at / classes) !== ones++) return undefined;
    seen.add(at % classes);
  }
  return ones === samples ? [...seen] : undefined;
}

/** What a record of labels says beside: how many classes its samples are of. */
export function labelColumns(...variables: readonly Variable[]): { readonly classes?: number } {
  const labels = variables.find(({ name }) => name === "Y");
  const classes = labels && classesThatOccur(labels);
  return classes ? { classes: classes.length } : {};
}
