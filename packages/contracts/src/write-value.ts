import type { Json, PluginRef } from "./plugin.ts";

/** Whether a text is a name in the language, which needs no quotes. */
export const isName = (text: string): boolean => /^[A-Za-z_]\w*(?:-\w+)*$/.test(text);

/** A value as the language writes it: `[10, 15]`, `cross-entropy`, `"two words"`, `adam(rate: 0.0005)`. */
export function writeValue(value: Json): string {
  if (typeof value === "string") return isName(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(writeValue).join(", ")}]`;
  if (typeof value === "object" && value !== null) return isUse(value) ? writeUse(value) : JSON.stringify(value);
  return String(value);
}

/** A plugin with its options as the language writes them. */
export function writeUse({ name, options }: PluginRef): string {
  const args = Object.entries(options).map(([key, value]) => `${key}: ${writeValue(value)}`);
  return args.length === 0 ? name : `${name}(${args.join(", ")})`;
}

function isUse(value: object): value is PluginRef {
  const { name, options } = value as Partial<PluginRef>;
  return typeof name === "string" && typeof options === "object";
}
