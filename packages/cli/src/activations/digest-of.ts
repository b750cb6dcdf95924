import { createHash } from "node:crypto";

/** SHA-256 of numbers, in their order. */
export function digestOf(arrays: readonly (Float32Array | Int32Array)[]): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex");
}
