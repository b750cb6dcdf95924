/** What a value is, for a sentence about what a plugin returned. */
export function called(value: unknown): string {
  if (value === null || value === undefined) return `nothing (${String(value)})`;
  if (Array.isArray(value)) return "a list";
  if (value instanceof Promise) return "a promise";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
