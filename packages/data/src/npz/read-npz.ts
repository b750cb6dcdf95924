import { formatShape, type Dataset, type DatasetContext } from "@infoplane/contracts";
import { localDataset, type RawPart } from "../local/local-dataset.ts";
import type { LocalAsk } from "../local/local-options.ts";
import { locate } from "../local/locate.ts";
import { damaged, messages } from "../messages.ts";
import type { NpyArray } from "./parse-npy.ts";
import { readArrays } from "./read-arrays.ts";

/** Training images and labels, test images and labels, by the names of their arrays. */
type FourNames = readonly [string, string, string, string];

/** The data set of four arrays. */
export async function readNpz(
  options: LocalAsk & { readonly arrays: FourNames },
  context: DatasetContext,
): Promise<Dataset> {
  const found = await locate(options.path, context);
  const arrays = await readArrays(found, options.arrays);
  const part = (first: 0 | 2): RawPart => {
    const [imageName, labelName] = [options.arrays[first], options.arrays[first + 1] ?? ""];
    const [images, labels] = [arrays[first], arrays[first + 1]];
    if (!images || !labels) throw new RangeError("four names, and not four arrays");
    return partOf(images, labels, options, `${found.path}, ${imageName}`, `${found.path}, ${labelName}`);
  };
  return localDataset("npz", options, { train: part(0), test: part(2) }, { source: found.path });
}

function partOf(images: NpyArray, labels: NpyArray, ask: LocalAsk, imagesFrom: string, labelsFrom: string): RawPart {
  const [n = 0, ...axes] = images.shape;
  const [height, width, channels] = ask.input;
  const wanted = formatShape([height, width, channels]);
  const found = formatShape(axes.length === 2 ? [...axes, 1] : axes);
  if (found !== wanted) {
    const turned = formatShape([channels, height, width]) === found;
    const hint = turned ? "save x.transpose(0, 2, 3, 1): channels come last" : `write input: ${found}, or reshape it`;
    throw damaged(messages.wrongArray(imagesFrom, "the shape of an image", wanted, found || "nothing", hint));
  }
  const [count = 0, ...rest] = labels.shape;
  if (count !== n || rest.some((axis) => axis !== 1)) {
    const shape = `[${labels.shape.join(", ")}]`;
    throw damaged(
      messages.wrongArray(labelsFrom, "its shape", `[${n}]`, shape, "labels are one integer an image, from 0 on"),
    );
  }
  return { images: asBytes(images, imagesFrom), labels: asLabels(labels, ask.classes, labelsFrom), from: labelsFrom };
}

function asBytes(images: NpyArray, from: string): Uint8Array {
  if (images.dtype === "uint8") return images.bytes;
  if (!images.dtype.startsWith("float")) {
    throw damaged(messages.wrongArray(from, "its type", "uint8, or float in 0..1", images.dtype, "save it as uint8"));
  }
  const bytes = new Uint8Array(images.size);
  for (let at = 0; at < bytes.length; at++) {
    const value = images.at(at);
    if (!(value >= 0 && value <= 1)) {
      const hint = "save x.astype('uint8'), or divide by 255 first; Infoplane normalises by itself";
      throw damaged(messages.wrongArray(from, `value ${at + 1}`, "in 0..1", String(value), hint));
    }
    bytes[at] = Math.round(255 * value);
  }
  return bytes;
}

function asLabels(labels: NpyArray, classes: number, from: string): Uint8Array {
  if (labels.dtype.startsWith("float")) {
    throw damaged(messages.wrongArray(from, "its type", "integers", labels.dtype, "save y.astype('int64')"));
  }
  return Uint8Array.from({ length: labels.size }, (_, at) => {
    const label = labels.at(at);
    if (label >= 0 && label < classes) return label;
    throw damaged(messages.wrongLabel(from, at, label, classes, messages.statedClasses()));
  });
}
