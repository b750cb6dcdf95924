import { distance } from "fastest-levenshtein";

const most = 12;

/** The candidate that `name` is most likely a misspelling of. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.min(3, Math.floor(name.length / 2)));
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d <= limit && (!best || d < best.distance)) best = { candidate, distance: d };
  }
  return best?.candidate;
}

/** A hint for an unknown name: the nearest known one, else the known names. */
export function suggest(name: string, known: readonly string[], what?: string): string | undefined {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (known.length === 0) return undefined;
  const shown = known.slice(0, most).join(", ");
  return `known${what === undefined ? "" : ` ${what.replace(/y$/, "ie")}s`}: ${shown}${known.length > most ? ", ..." : ""}`;
}
