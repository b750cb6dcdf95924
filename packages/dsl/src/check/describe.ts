import type { Json } from "@infoplane/contracts";

const isName = /^[A-Za-z_]\w*(?:-\w+)*$/;
const longest = 40;

/** A value as the language writes it: `[10, 15]`, `cross-entropy`, `"two words"`. */
export function write(value: Json): string {
  if (typeof value === "string") return isName.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(write).join(", ")}]`;
  if (typeof value === "object" && value !== null) return writeUse(value as Record<string, Json>);
  return String(value);
}

function writeUse(use: Readonly<Record<string, Json>>): string {
  const { name, options } = use;
  if (typeof name !== "string" || typeof options !== "object" || options === null) return JSON.stringify(use);
  const args = Object.entries(options).map(([key, value]) => `${key}: ${write(value)}`);
  return args.length === 0 ? name : `${name}(${args.join(", ")})`;
}

/** A value for a message: what kind it is and, in short, which. */
export function describe(value: Json): string {
  const text = write(value);
  const short = text.length > longest ? `${text.slice(0, longest)}...` : text;
  if (typeof value === "string") return isName.test(value) ? `the name \`${short}\`` : `the text ${short}`;
  if (Array.isArray(value)) return `the list \`${short}\``;
  return `\`${short}\``;
}
