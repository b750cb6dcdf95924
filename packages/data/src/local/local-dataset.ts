import type { Dataset } from "@infoplane/contracts";
import { damaged, messages } from "../messages.ts";
import { digest } from "../subset/digest.ts";
import { normalisationOf } from "../subset/normalisation-of.ts";
import { take } from "../subset/take.ts";
import type { LocalAsk } from "./local-options.ts";

/** A part as it was read: images one after the other, NHWC order, and the class of each. */
export interface RawPart {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** What messages name: a file or a folder. */
  readonly from: string;
}

/**
 * The data set of two parts that were read: labels held against the stated classes, the parts cut to what was asked
 * for, normalised by the training part. Throws DataDamaged.
 */
export function localDataset(
  name: string,
  { input, classes, ...sizes }: LocalAsk,
  parts: { readonly train: RawPart; readonly test: RawPart },
  more: { readonly classNames?: readonly string[]; readonly source: string },
): Dataset {
  const size = input[0] * input[1] * input[2];
  const [train, test] = (["train", "test"] as const).map((which) => {
    const { images, labels, from } = parts[which];
    const n = sizes[which] ?? labels.length;
    if (n === 0 || n > labels.length) throw damaged(messages.tooFewSamples(from, which, n, labels.length));
    const bad = labels.findIndex((label) => label >= classes);
    if (bad >= 0) throw damaged(messages.wrongLabel(from, bad, labels[bad] ?? 0, classes, messages.statedClasses()));
    return take(images, labels, size, n);
  }) as [Dataset["train"], Dataset["test"]];
  return {
    name,
    input,
    classes,
    classNames: more.classNames ?? Array.from({ length: classes }, (_, index) => String(index)),
    train,
    test,
    normalisation: normalisationOf(train, input[2]),
    digest: digest(train, test),
    source: more.source,
  };
}
