import { foreignKind } from "../files/foreign-kind.ts";

/** Kinds that are decoded, as named by `foreignKind`, and their endings. */
export const kindsOfEndings: Readonly<Record<string, readonly string[]>> = {
  "a JPEG": [".jpg", ".jpeg", ".jpe", ".jfif", ".jif"],
  "a PNG": [".png", ".apng"],
  "a WebP": [".webp"],
  "a GIF": [".gif"],
  "a TIFF": [".tif", ".tiff"],
  "an AVIF": [".avif"],
  "a BMP": [".bmp", ".dib"],
  "a netpbm image": [".ppm", ".pgm", ".pbm", ".pnm"],
};

/** Why an image file could not be decoded: its actual kind, that it is cut off, or the library's message. */
export function imageFault(head: Buffer, tail: Buffer, size: number, said: string): string {
  if (size === 0) return "empty";
  const kind = foreignKind(head, "")?.what;
  if (kind === undefined) return `not an image: it begins with ${JSON.stringify(head.toString("latin1", 0, 8))}`;
  if (!(kind in kindsOfEndings)) return `not an image: it is ${kind}`;
  if (isCut(kind, head, tail, size)) return "truncated";
  return `damaged: ${said}`;
}

/** Whether the end marker of the format is missing. */
function isCut(kind: string, head: Buffer, tail: Buffer, size: number): boolean {
  const ends = (...mark: readonly number[]) => tail.includes(Buffer.from(mark));
  if (kind === "a JPEG") return !ends(0xff, 0xd9);
  if (kind === "a PNG") return !tail.includes("IEND");
  if (kind === "a GIF") return !ends(0x3b);
  if (kind === "a WebP") return head.length >= 8 && head.readUInt32LE(4) + 8 > size;
  return false;
}
