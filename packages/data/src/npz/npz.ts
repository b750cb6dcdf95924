import { definePlugin, formatShape } from "@infoplane/contracts";
import { z } from "zod";
import { localDataset, type RawPart } from "../local/local-dataset.ts";
import { localFacts, localOptions, type LocalAsk } from "../local/local-options.ts";
import { locate } from "../local/locate.ts";
import { damaged, messages } from "../messages.ts";
import type { NpyArray } from "./parse-npy.ts";

const usual = ["x_train", "y_train", "x_test", "y_test"] as const;

/**
 * Arrays as NumPy saves them: one .npz file, or a directory of .npy files. Images [n, height, width, channels], or
 * [n, height, width] for one channel: uint8, or floats in 0..1, which are rounded to the 256 values of a byte. Labels
 * [n] or [n, 1]: integers from 0. Normalised by mean and standard deviation of the training images.
 */
export const npz = definePlugin({
  kind: "dataset",
  name: "npz",
  summary: "NumPy arrays: an .npz file, or a directory of .npy files",
  options: z.strictObject({
    ...localOptions,
    arrays: z
      .tuple([z.string(), z.string(), z.string(), z.string()])
      .default([...usual])
      .describe("names of the arrays: training images, training labels, test images, test labels"),
  }),
  positional: ["path"],
  facts: localFacts,
  async create(options, context) {
    const { readArrays } = await import("./read-arrays.ts");
    const found = await locate(options.path, context);
    const arrays = await readArrays(found, options.arrays);
    const part = (first: 0 | 2): RawPart => {
      const [imageName, labelName] = [options.arrays[first], options.arrays[first + 1] ?? ""];
      const [images, labels] = [arrays[first], arrays[first + 1]];
      if (!images || !labels) throw new RangeError("four names, and not four arrays");
      return partOf(images, labels, options, `${found.path}, ${imageName}`, `${found.path}, ${labelName}`);
    };
    return localDataset("npz", options, { train: part(0), test: part(2) }, { source: found.path });
  },
});

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
