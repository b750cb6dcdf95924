import { dirname } from "node:path";
import type { Split } from "@infoplane/contracts";
import { remedyFor } from "../files/find-files.ts";
import { withDataFile } from "../files/data-file.ts";
import { damaged, messages } from "../messages.ts";
import { stratified } from "../subset/stratified.ts";
import { side } from "./cifar.ts";

const plane = side * side;
const pixels = 3 * plane;

/** One file of the binary layout: records of one or more label bytes, then the planes R, G, B. */
export interface RecordLayout {
  readonly count: number;
  /** Label bytes of a record. */
  readonly labels: number;
  /** Which of them is the class. */
  readonly label: number;
  readonly classes: number;
}

export interface Records extends RecordLayout {
  readonly bytes: Uint8Array;
}

/** Reads a file whole. Throws DataDamaged when its size or a label is not what it must be. */
export async function readRecords(path: string, layout: RecordLayout): Promise<Records> {
  const { count, classes } = layout;
  const expected = count * sizeOfRecord(layout);
  const remedy = remedyFor(dirname(path));
  return withDataFile(path, async ({ handle, size }) => {
    if (size !== expected) throw damaged(messages.wrongSize(path, expected, size, remedy));
    const records = { ...layout, bytes: await handle.readFile() };
    for (let record = 0; record < count; record++) {
      const label = labelOf(records, record);
      if (label >= classes) throw damaged(messages.wrongLabel(path, record, label, classes, remedy));
    }
    return records;
  });
}

/** The first n records of all files, class shares kept, as NHWC bytes. */
export function takeRecords(files: readonly Records[], n: number): Split {
  const places = files.flatMap((file) => Array.from({ length: file.count }, (_, record) => ({ file, record })));
  const labels = Uint8Array.from(places, ({ file, record }) => labelOf(file, record));
  const chosen = stratified(labels, n);
  const images = new Uint8Array(n * pixels);
  chosen.forEach((index, row) => {
    const place = places[index];
    if (!place) return;
    const { file, record } = place;
    interleave(file.bytes, record * sizeOfRecord(file) + file.labels, images, row * pixels);
  });
  return { count: n, images, labels: Uint8Array.from(chosen, (index) => labels[index] ?? 0) };
}

const sizeOfRecord = ({ labels }: RecordLayout): number => labels + pixels;

function labelOf(records: Records, record: number): number {
  return records.bytes[record * sizeOfRecord(records) + records.label] ?? 0;
}

/** Planes RRR GGG BBB to pixels RGB RGB RGB. */
function interleave(from: Uint8Array, start: number, into: Uint8Array, at: number): void {
  for (let pixel = 0; pixel < plane; pixel++, at += 3) {
    into[at] = from[start + pixel] ?? 0;
    into[at + 1] = from[start + plane + pixel] ?? 0;
    into[at + 2] = from[start + 2 * plane + pixel] ?? 0;
  }
}
