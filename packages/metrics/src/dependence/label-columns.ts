import type { Variable } from "@infoplane/contracts";

/** Columns of one-hot labels, [m, classes], of the classes that some sample is of, by first occurrence; undefined for other rows. */
async function classesThatOccur({ values }: Variable): Promise<readonly number[] | undefined> {
  const [samples, classes] = values.shape;
  const seen = new Set<number>();
  let ones = 0;
  for (const [at, value] of (await values.data<"float32">()).entries()) {
    if (value === 0) continue;
    // One 1 a row, in the order of the rows.
    if (value !== 1 || Math.floor(at / classes) !== ones++) return undefined;
    seen.add(at % classes);
  }
  return ones === samples ? [...seen] : undefined;
}

/** What a record of labels says beside: how many classes its samples are of. */
export async function labelColumns(...variables: readonly Variable[]): Promise<{ readonly classes?: number }> {
  const labels = variables.find(({ name }) => name === "Y");
  const classes = await labels?.memo("classes that occur", () => classesThatOccur(labels));
  return classes ? { classes: classes.length } : {};
}
