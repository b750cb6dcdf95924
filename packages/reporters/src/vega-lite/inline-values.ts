import type { VegaLiteSpec } from "@infoplane/contracts";

/** The rows of a spec's main data, if it contains them. */
export function inlineValues(spec: VegaLiteSpec): readonly Readonly<Record<string, unknown>>[] | undefined {
  const values = (spec["data"] as { values?: unknown } | undefined)?.values;
  return Array.isArray(values) ? (values as Record<string, unknown>[]) : undefined;
}
