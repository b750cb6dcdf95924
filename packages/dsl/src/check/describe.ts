import { writeValue, type Json } from "@infoplane/contracts";

const longest = 40;

/** A value for a message: its kind and, abbreviated, its value. */
export function describe(value: Json): string {
  const text = writeValue(value);
  const short = text.length > longest ? `${text.slice(0, longest)}...` : text;
  if (typeof value === "string") return text === value ? `the name \`${short}\`` : `the text ${short}`;
  if (Array.isArray(value)) return `the list \`${short}\``;
  return `\`${short}\``;
}
