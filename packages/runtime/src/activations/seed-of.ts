/** The seed in a path, and the path without it. */
export interface SeedFound {
  readonly seed: number;
  /** What is left to search for an epoch: the seed's part is replaced by an underscore. */
  readonly rest: string;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Parses a pattern as users write it: `run{seed}/` finds the seed 3 in `acts/run3/epoch-1.npz`; `*` matches anything
 * within a name. undefined if it does not contain `{seed}` exactly once.
 */
export function seedPatternOf(written: string): RegExp | undefined {
  return written.split("{seed}").length === 2 ? seedPattern(written) : undefined;
}

/** `between`: what may precede the number. */
function seedPattern(written: string, between = ""): RegExp {
  const [before = "", after = ""] = written.split("{seed}").map((part) => part.split("*").map(escape).join("[^/]*"));
  // `s{seed}` is not meant to find a seed in `class3`.
  const start = /^[A-Za-z0-9]/.test(written) ? "(?<![A-Za-z0-9])" : "";
  return new RegExp(`${start}${before}${between}(\\d+)(?!\\d)${after}`, "gi");
}

/** `seed-1`, `seed_1`, `seed=1`, `seed1`: as a folder, or in the name of a file. */
const defaultSeed = seedPattern("seed{seed}", "[-_=. ]?");

/** The last match in a path counts: the one nearest to the file. undefined if there is none. */
export function seedOf(path: string, pattern: RegExp = defaultSeed): SeedFound | undefined {
  const place = path.replaceAll("\\", "/");
  const found = [...place.matchAll(pattern)].at(-1);
  if (!found) return undefined;
  const rest = `${place.slice(0, found.index)}_${place.slice(found.index + found[0].length)}`;
  return { seed: Number(found[1]), rest };
}
