import type { Variable } from "./metric.ts";

/** Implements `Variable.memo`: a new table of values that are computed once. Failures are not kept. */
export function memoised(): Variable["memo"] {
  const known = new Map<string, Promise<unknown>>();
  return <T>(key: string, compute: () => T | Promise<T>): Promise<T> => {
    const kept = known.get(key) as Promise<T> | undefined;
    if (kept) return kept;
    const computed = (async () => compute())();
    known.set(key, computed);
    computed.catch(() => known.delete(key));
    return computed;
  };
}
