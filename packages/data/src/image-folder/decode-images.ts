import { stat } from "node:fs/promises";
import type { DatasetContext } from "@infoplane/contracts";
import type Sharp from "sharp";
import { mostBytes } from "../files/most-bytes.ts";
import { damaged, messages } from "../messages.ts";

export type Fit = "cover" | "contain" | "fill";

const mostFileBytes = 2 ** 28;
const mostPixels = 1e8;
const atATime = 4;
const formats = ["Jpeg", "Png", "Webp", "Nsgif", "Tiff", "Heif"];

/**
 * Decodes image files to bytes of one shape, NHWC order, one after the other. Colours are sRGB, what is see-through
 * becomes black, of animations the first picture counts. Throws DataDamaged for a file that is no whole image, has more
 * than 100 million pixels or 256 MiB, and when all images together take more than 2 GiB.
 */
export async function decodeImages(
  files: readonly string[],
  shape: readonly [height: number, width: number, channels: number],
  fit: Fit,
  context: Pick<DatasetContext, "report" | "signal">,
): Promise<Uint8Array> {
  const size = shape[0] * shape[1] * shape[2];
  if (files.length * size > mostBytes) {
    throw damaged(messages.tooLarge(`these ${files.length} images`, files.length * size, mostBytes));
  }
  const sharp = await openSharp();
  const images = new Uint8Array(files.length * size);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < files.length; at = next++) {
      context.signal.throwIfAborted();
      if (at > 0 && at % 10_000 === 0) context.report(`decoded ${at} of ${files.length} images`);
      images.set(await decode(sharp, files[at] ?? "", shape, fit), at * size);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return images;
}

async function openSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import("sharp");
  // Whatever a file is called, it is read as a photograph or not at all: no SVG, no PDF.
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: formats.map((format) => `VipsForeignLoad${format}`) });
  return sharp;
}

async function decode(
  sharp: typeof Sharp,
  file: string,
  [height, width, channels]: readonly [number, number, number],
  fit: Fit,
): Promise<Uint8Array> {
  const { size } = await stat(file);
  if (size > mostFileBytes) throw damaged(messages.tooLarge(file, size, mostFileBytes));
  try {
    const image = sharp(file, { limitInputPixels: mostPixels, failOn: "error", pages: 1 })
      .resize(width, height, { fit, background: "black" })
      .flatten({ background: "black" })
      .toColourspace(channels === 1 ? "b-w" : "srgb");
    const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) throw new Error(`it has ${info.channels} channels`);
    return data;
  } catch (error) {
    throw damaged(messages.unreadable(file, error instanceof Error ? error.message : String(error)), { cause: error });
  }
}
