import { extname } from "node:path";

/** Number of files by ending: `40 .bmp, 12 .txt, 1 without an ending`; most frequent first. */
export function countEndings(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const ending = extname(name).toLowerCase() || "without an ending";
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([ending, count]) => `${count.toLocaleString("en-US")} ${ending}`)
    .join(", ");
}
