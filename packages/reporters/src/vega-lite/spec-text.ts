import type { VegaLiteSpec } from "@infoplane/contracts";

/** A spec as readable JSON: indented, but each row of data on one line, with numbers to six digits. */
export function specText(spec: VegaLiteSpec): string {
  return `${print(spec, "", false)}\n`;
}

function print(value: unknown, indent: string, asRows: boolean): string {
  const inner = `${indent} `;
  if (Array.isArray(value) && value.length > 0) {
    const items = value.map((item) => (asRows ? JSON.stringify(item, rounded) : print(item, inner, false)));
    return `[\n${inner}${items.join(`,\n${inner}`)}\n${indent}]`;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length === 0) return "{}";
    const items = entries.map(([key, item]) => `${JSON.stringify(key)}: ${print(item, inner, key === "values")}`);
    return `{\n${inner}${items.join(`,\n${inner}`)}\n${indent}}`;
  }
  return JSON.stringify(value, rounded);
}

/** For JSON.stringify: six digits. Axes, tooltips and pixels show fewer; more only make the file longer. */
export function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
