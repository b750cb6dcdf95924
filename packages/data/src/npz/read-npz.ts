import { formatShape, type Dataset, type DatasetContext } from "@infoplane/contracts";
import { mostBytes } from "../files/most-bytes.ts";
import { localDataset, type RawPart } from "../local/local-dataset.ts";
import type { LocalRequest } from "../local/local-options.ts";
import { locate } from "../local/locate.ts";
import { damaged, messages } from "../messages.ts";
import type { NpyHeader } from "./npy-header.ts";
import { withArrays, type ArrayStore } from "./open-arrays.ts";
import type { NpyArray } from "./parse-npy.ts";

/** Training images and labels, test images and labels, as names of their arrays. */
type FourNames = readonly [string, string, string, string];

/** The data set of four arrays. The headers of all four are checked against the request before any is unpacked. */
export async function readNpz(
  options: LocalRequest & { readonly arrays: FourNames },
  context: DatasetContext,
): Promise<Dataset> {
  const found = await locate(options.path, context);
  return withArrays(found, async (arrays) => {
    const [trainImages, trainLabels, testImages, testLabels] = options.arrays;
    const pairs = { train: [trainImages, trainLabels], test: [testImages, testLabels] } as const;
    if (arrays.names.length === 0) throw damaged(messages.noArrays(found.path, arrays.others.slice(0, 8).join(", ")));
    for (const pair of Object.values(pairs)) await refusePair(arrays, pair, options);
    const parts = { train: await partOf(arrays, pairs.train), test: await partOf(arrays, pairs.test) };
    return localDataset("npz", options, parts, { source: found.path });
  });
}

type Pair = readonly [images: string, labels: string];

async function refusePair(arrays: ArrayStore, [imageName, labelName]: Pair, request: LocalRequest): Promise<void> {
  const [images, labels] = [await arrays.header(imageName), await arrays.header(labelName)];
  const [imagesFrom, labelsFrom] = [`${arrays.path}, ${imageName}`, `${arrays.path}, ${labelName}`];
  const bytes = images.size * images.step;
  if (bytes > mostBytes) throw damaged(messages.tooLarge(imagesFrom, bytes, mostBytes));
  const [n = 0, ...axes] = images.shape;
  const wanted = formatShape(request.input);
  const found = formatShape(axes.length === 2 ? [...axes, 1] : axes);
  if (found !== wanted)
    throw damaged(
      messages.wrongArray(imagesFrom, "the shape of an image", wanted, found || "nothing", shapeHint(axes, request)),
    );
  const isImage =
    !images.read || images.dtype === "uint8" || images.dtype === "bool" || images.dtype.startsWith("float");
  if (!isImage) {
    throw damaged(
      messages.wrongArray(imagesFrom, "its type", "uint8, or float in 0..1", images.dtype, "save it as uint8"),
    );
  }
  const [count = 0, ...rest] = labels.shape;
  if (count !== n || rest.some((axis) => axis !== 1)) {
    const shape = `[${labels.shape.join(", ")}]`;
    throw damaged(
      messages.wrongArray(labelsFrom, "its shape", `[${n}]`, shape, "labels are one integer per image, from 0"),
    );
  }
  if (labels.read && labels.dtype.startsWith("float")) {
    throw damaged(messages.wrongArray(labelsFrom, "its type", "integers", labels.dtype, "save y.astype('int64')"));
  }
}

/** Channels-first files must be converted as files: a channels-first shape is not an image shape here. */
function shapeHint(axes: NpyHeader["shape"], { input }: LocalRequest): string {
  const [first = 0, second = 0, third = 0] = axes;
  const turned = [second, third, first];
  const isChannelsFirst = axes.length === 3 && first <= 4 && third > 4;
  if (formatShape(turned) === formatShape(input)) return "save x.transpose(0, 2, 3, 1): channels come last";
  if (isChannelsFirst) {
    return `save x.transpose(0, 2, 3, 1), since channels come last, and write input: ${formatShape(turned)}`;
  }
  if (axes.length === 2) return `write input: ${formatShape([...axes, 1])}, or reshape it`;
  return axes.length === 3
    ? `write input: ${formatShape(axes)}, or reshape it`
    : `reshape it to [n, ${input.join(", ")}]`;
}

async function partOf(arrays: ArrayStore, [imageName, labelName]: Pair): Promise<RawPart> {
  const [images, labels] = [await arrays.read(imageName), await arrays.read(labelName)];
  return {
    images: asBytes(images, `${arrays.path}, ${imageName}`),
    labels: Float64Array.from({ length: labels.size }, (_, at) => labels.at(at)),
    from: `${arrays.path}, ${labelName}`,
  };
}

function asBytes(images: NpyArray, from: string): Uint8Array {
  if (images.dtype === "uint8") return images.bytes;
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
