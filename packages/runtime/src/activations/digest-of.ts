import { createHash } from "node:crypto";

/** SHA-256 of numbers and texts, in order. */
export function digestOf(parts: readonly (Float32Array | Int32Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(typeof part === "string" ? part : new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest("hex");
}
