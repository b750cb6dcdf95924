import type { Dataset, Labels, Split } from "@infoplane/contracts";
import { damaged, messages } from "../messages.ts";
import { digest } from "../subset/digest.ts";
import { labelsOf } from "../subset/labels-of.ts";
import { take } from "../subset/take.ts";
import type { LocalRequest } from "./local-options.ts";

/** A part as read: images one after the other, NHWC order, and the label of each. */
export interface RawPart {
  readonly images: Uint8Array;
  /** As they are in the file. */
  readonly labels: ArrayLike<number>;
  /** The file or folder, for messages. */
  readonly from: string;
}

/**
 * The data set of two parts as read: labels checked against the stated classes, the parts cut to the requested size,
 * normalised by the training part. Notes classes without a sample. Throws DataDamagedError.
 */
export function localDataset(
  name: string,
  { input, classes, "first-label": first = 0, ...sizes }: LocalRequest,
  parts: { readonly train: RawPart; readonly test: RawPart },
  more: { readonly classNames?: readonly string[]; readonly source: string; readonly notes?: readonly string[] },
): Dataset {
  const size = input[0] * input[1] * input[2];
  const both = [parts.train, parts.test];
  const classNames = more.classNames ?? Array.from({ length: classes }, (_, index) => String(index + first));
  const notes = [...(more.notes ?? [])];
  const [train, test] = (["train", "test"] as const).map((which) => {
    const { images, from } = parts[which];
    const labels = classesOf(parts[which], both, classes, first);
    const n = sizes[which] ?? labels.length;
    if (n === 0 || n > labels.length) throw damaged(messages.tooFewSamples(from, which, n, labels.length));
    const empty = withoutSamples(labels, classNames);
    if (empty.length > 0) {
      const note = messages.notes.emptyClasses(which === "train" ? "training" : "test", from, empty);
      const counted = which === "train" && first === 0 ? countedFrom(both, classes - 1) : undefined;
      notes.push(counted === undefined ? note : `${note}: ${messages.countedFrom(counted, classes - 1)}`);
    }
    return take(images, labels, size, n);
  }) as [Dataset["train"], Dataset["test"]];
  return {
    name,
    input,
    classes,
    classNames,
    train,
    test,
    normalisation: normalisationOf(train, input[2]),
    digest: digest(train, test),
    source: more.source,
    ...(notes.length > 0 && { notes }),
  };
}

function classesOf({ labels, from }: RawPart, both: readonly RawPart[], classes: number, first: number): Labels {
  const isClass = (label: number): boolean => Number.isInteger(label) && label >= first && label < first + classes;
  const bad = Array.prototype.findIndex.call(labels, (label: number) => !isClass(label));
  if (bad >= 0)
    throw damaged(messages.wrongLabel(from, bad, labels[bad] ?? 0, classes, remedyOf(both, classes), first));
  return labelsOf(classes, labels.length, (index) => (labels[index] ?? 0) - first);
}

/** What to write, given the labels in the data. */
function remedyOf(both: readonly RawPart[], classes: number): string {
  const first = countedFrom(both, classes);
  if (first !== undefined) return messages.firstLabel(first);
  const found = new Set(both.flatMap(({ labels }) => Array.from(labels)));
  const most = Math.max(...found);
  if (Math.min(...found) === 0 && found.size === most + 1) return messages.writeClasses(found.size);
  return found.size <= classes ? messages.fewerClasses(found.size, classes) : messages.statedClasses(found.size);
}

/** The first label, if the labels are `classes` consecutive numbers that do not begin with 0. */
function countedFrom(both: readonly RawPart[], classes: number): number | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const { labels } of both) {
    for (let at = 0; at < labels.length; at++) {
      least = Math.min(least, labels[at] ?? 0);
      most = Math.max(most, labels[at] ?? 0);
    }
  }
  return least !== 0 && most - least + 1 === classes ? least : undefined;
}

function withoutSamples(labels: Labels, classNames: readonly string[]): string[] {
  const there = new Uint8Array(classNames.length);
  for (const label of labels) there[label] = 1;
  return classNames.filter((_, label) => there[label] === 0);
}

/**
 * Mean and standard deviation of each channel over all pixels of a part, on the scale 0..1, from exact integer counts.
 * A channel with only one value has no spread: 1 is used instead.
 */
export function normalisationOf({ images }: Split, channels: number): Dataset["normalisation"] {
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let at = 0, channel = 0; at < images.length; at++) {
    const histogram = counts[channel];
    const value = images[at] ?? 0;
    if (histogram) histogram[value] = (histogram[value] ?? 0) + 1;
    if (++channel === channels) channel = 0;
  }
  const each = counts.map((histogram) => {
    const n = Math.max(1, images.length / channels);
    const mean = histogram.reduce((sum, count, value) => sum + count * value, 0) / n;
    const variance = histogram.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / n;
    return { mean: mean / 255, std: Math.sqrt(variance) / 255 || 1 };
  });
  return { mean: each.map(({ mean }) => mean), std: each.map(({ std }) => std) };
}
