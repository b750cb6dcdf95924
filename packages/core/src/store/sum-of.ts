import { hash } from "node:crypto";

/** The first 16 hexadecimal digits of the SHA-256 of a text and of what it belongs to, such as the hash of its cell. */
export function sumOf(of: string, text: string): string {
  return hash("sha256", `${of} ${text}`).slice(0, 16);
}
