/** The indices of an array expression of Slurm: `2-5%2`, `1,3-5`, `0-8:4`. What is no such expression has none. */
export function arrayIndices(expression: string): number[] {
  return expression
    .replace(/%.*$/, "")
    .split(",")
    .flatMap((part) => {
      const [, first, last, step] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part) ?? [];
      if (first === undefined) return [];
      const from = Number(first);
      const by = Math.max(1, Number(step ?? 1));
      return Array.from({ length: Math.floor((Number(last ?? first) - from) / by) + 1 }, (_, at) => from + at * by);
    });
}
