import type { Variable } from "@infoplane/contracts";

/** Columns of one-hot labels, [m, classes], for the classes that occur, by first occurrence; otherwise undefined. */
async function classesThatOccur({ values }: Variable): Promise<readonly number[] | undefined> {
  const [samples, classes] = values.shape;
  const seen = new Set<number>();
  let ones = 0;
  for (const [at, value] of (await values.data<"float32">()).entries()) {
    if (value === 0) continue;
    // One 1 per row, in row order.
    if (value !== 1 || Math.floor(at / classes) !== ones++) return undefined;
    seen.add(at % classes);
  }
  return ones === samples ? [...seen] : undefined;
}

/** An extra column of records of labels: the number of classes that occur in the samples. */
export async function labelColumns(...variables: readonly Variable[]): Promise<{ readonly classes?: number }> {
  const labels = variables.find(({ name }) => name === "Y");
  const classes = await labels?.memo("classes that occur", () => classesThatOccur(labels));
  return classes ? { classes: classes.length } : {};
}
