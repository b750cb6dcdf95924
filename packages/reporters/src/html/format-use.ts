import type { Json, PluginUse } from "@infoplane/contracts";

/** A plugin with its options as the language writes them: `adam(rate: 0.0005)`. */
export function formatUse({ name, options }: PluginUse): string {
  const args = Object.entries(options).map(([key, value]) => `${key}: ${formatValue(value)}`);
  return args.length > 0 ? `${name}(${args.join(", ")})` : name;
}

function formatValue(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(formatValue).join(", ")}]`;
  if (typeof value === "object" && value !== null) return isUse(value) ? formatUse(value) : JSON.stringify(value);
  return String(value);
}

function isUse(value: object): value is PluginUse {
  return "name" in value && "options" in value;
}
