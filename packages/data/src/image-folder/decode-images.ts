import { extname } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import { systemReason } from "@infoplane/files";
import type Sharp from "sharp";
import { foreignKind } from "../files/foreign-kind.ts";
import { mostBytes } from "../files/most-bytes.ts";
import { withDataFile } from "../files/data-file.ts";
import { damaged, messages } from "../messages.ts";
import { BitmapError, mostPixels } from "./bitmap.ts";
import { decodeBmp } from "./decode-bmp.ts";
import { decodeNetpbm } from "./decode-netpbm.ts";
import { imageFault, kindsOfEndings } from "./image-fault.ts";

export type Fit = "cover" | "contain" | "fill";

/** The decoded images, and what was noticed on the way. */
export interface Decoded {
  readonly images: Uint8Array;
  /** Files that are not complete images, each with its fault: zeros take their places. */
  readonly faults: ReadonlyMap<string, string>;
  /** Files of another kind than their names say, which are read anyway: `a PNG called .jpg`, and how many. */
  readonly otherKinds: ReadonlyMap<string, number>;
  /** Number of images that were rotated according to their EXIF orientation. */
  readonly turned: number;
}

const mostFileBytes = 2 ** 28;
const atATime = 4;
const formats = ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif"];

/**
 * Decodes image files to bytes of one shape, NHWC order, one after the other. Images are rotated according to their
 * EXIF orientation; colours are sRGB, transparency becomes black, animations give their first frame. A file that is not
 * a complete image, or has more than 100 million pixels or 256 MiB, is named in `faults`: all of them are reported.
 * Throws DataDamagedError if all images together take more than 2 GiB.
 */
export async function decodeImages(
  files: readonly string[],
  shape: readonly [height: number, width: number, channels: number],
  fit: Fit,
  context: Pick<DatasetContext, "report" | "signal">,
): Promise<Decoded> {
  const size = shape[0] * shape[1] * shape[2];
  if (files.length * size > mostBytes) {
    throw damaged(messages.tooLarge(`these ${files.length} images`, files.length * size, mostBytes));
  }
  const sharp = await openSharp();
  const images = new Uint8Array(files.length * size);
  const faults = new Map<string, string>();
  const otherKinds = new Map<string, number>();
  let turned = 0;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < files.length; at = next++) {
      context.signal.throwIfAborted();
      if (at > 0 && at % 10_000 === 0) context.report(`decoded ${at} of ${files.length} images`);
      const file = files[at] ?? "";
      const found = await decode(sharp, file, shape, fit);
      if ("fault" in found) faults.set(file, found.fault);
      else {
        images.set(found.data, at * size);
        if (found.isTurned) turned++;
        if (found.otherKind) otherKinds.set(found.otherKind, (otherKinds.get(found.otherKind) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return { images, faults, otherKinds, turned };
}

async function openSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import("sharp");
  // Whatever its name, a file is read as a photograph or not at all: no SVG, no PDF.
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: formats.map((format) => `VipsForeignLoad${format}`) });
  return sharp;
}

type Found =
  { readonly data: Uint8Array; readonly isTurned: boolean; readonly otherKind?: string } | { readonly fault: string };

async function decode(
  sharp: typeof Sharp,
  file: string,
  [height, width, channels]: readonly [number, number, number],
  fit: Fit,
): Promise<Found> {
  let bytes: Buffer;
  try {
    bytes = await withDataFile(file, ({ handle, size }) => {
      if (size > mostFileBytes) throw new Error(`too large: ${size.toLocaleString("en-US")} bytes`);
      return handle.readFile();
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { fault: systemReason(cause).replace(`${file} can't be read: `, "") };
  }
  const kind = foreignKind(bytes.subarray(0, 4096), "")?.what ?? "";
  const ending = extname(file).toLowerCase();
  const isCalledSo = kindsOfEndings[kind]?.includes(ending) ?? false;
  const byHand = kind === "a BMP" ? decodeBmp : kind === "a netpbm image" ? decodeNetpbm : undefined;
  // A wrong extension comes from a program that did not know what it wrote.
  if (byHand && !isCalledSo) return { fault: `it is ${kind}, but is called ${ending}: give it the right extension` };
  try {
    const options = { limitInputPixels: mostPixels, failOn: "error", pages: 1 } as const;
    const plain = byHand?.(bytes);
    const raw = plain && { raw: { width: plain.width, height: plain.height, channels: plain.channels } };
    const source = plain ? sharp(plain.data, { ...options, ...raw }) : sharp(bytes, options);
    const { orientation = 1 } = plain ? {} : await source.metadata();
    const image = source
      .autoOrient()
      .resize(width, height, { fit, background: "black" })
      .flatten({ background: "black" })
      .toColourspace(channels === 1 ? "b-w" : "srgb");
    const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) throw new Error(`it has ${info.channels} channels`);
    return { data, isTurned: orientation > 1, ...(!isCalledSo && { otherKind: `${kind} called ${ending}` }) };
  } catch (error) {
    if (error instanceof BitmapError) return { fault: error.message };
    const said = error instanceof Error ? error.message : String(error);
    return { fault: imageFault(bytes.subarray(0, 4096), bytes.subarray(-32), bytes.length, said) };
  }
}
