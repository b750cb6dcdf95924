/**
 * The four files of MNIST and its successors, each with the names it may have: train images, train labels, test images,
 * test labels. `axes` is 3 for grey images, 4 for colour; some sets put a prefix before the names.
 */
export function idxFiles(prefix = "", axes = 3): [string, ...string[]][] {
  return (["train", "t10k"] as const).flatMap((part) =>
    [`images-idx${axes}`, "labels-idx1"].map((what): [string, ...string[]] => {
      const names = (part === "train" ? [part] : [part, "test"]).map((first) => `${prefix}${first}-${what}`);
      const spelt = names.flatMap((name) => [
        `${name}-ubyte`,
        `${name}-ubyte.gz`,
        `${name.replace("-idx", ".idx")}-ubyte`,
      ]);
      return spelt as [string, ...string[]];
    }),
  );
}
