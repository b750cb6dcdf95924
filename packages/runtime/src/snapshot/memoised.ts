import type { Variable } from "@infoplane/contracts";

/** A fresh table of values that are computed once. */
export function memoised(): Variable["memo"] {
  const known = new Map<string, unknown>();
  return <T>(key: string, compute: () => T): T => {
    if (!known.has(key)) known.set(key, compute());
    return known.get(key) as T;
  };
}
