/** Caches a function by object and key: figures and their captions ask for the same. */
export function memoize<T extends object, V>(compute: (of: T, key: string) => V): (of: T, key?: string) => V {
  const known = new WeakMap<T, Map<string, V>>();
  return (of, key = "") => {
    const own = known.get(of) ?? new Map<string, V>();
    known.set(of, own);
    const value = own.get(key);
    if (value !== undefined || own.has(key)) return value as V;
    const computed = compute(of, key);
    own.set(key, computed);
    return computed;
  };
}
