import type { Variable } from "./metric.ts";

/** What `Variable.memo` is: a fresh table of values that are computed once. What fails is not kept. */
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
