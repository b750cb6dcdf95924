import { dirname } from "node:path";
import type { Split } from "@infoplane/contracts";
import { remedyFor } from "../files/find-files.ts";
import { withDataFile } from "../files/data-file.ts";
import { damaged, messages } from "../messages.ts";
import { stratified } from "../subset/stratified.ts";

/** The layout of a binary file: records of one or more label bytes, then the planes R, G, B. */
export interface RecordLayout {
  /** Height and width of an image. */
  readonly side: number;
  readonly count: number;
  /** Label bytes per record. */
  readonly labels: number;
  /** Which of them is the class. */
  readonly label: number;
  readonly classes: number;
}

export interface Records extends RecordLayout {
  readonly bytes: Uint8Array;
}

/** Reads a whole file. Throws DataDamagedError if its size or a label is invalid. */
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

/** The first n records of all files, in the class proportions, as NHWC bytes. */
export function takeRecords(files: readonly Records[], n: number): Split {
  const places = files.flatMap((file) => Array.from({ length: file.count }, (_, record) => ({ file, record })));
  const labels = Uint8Array.from(places, ({ file, record }) => labelOf(file, record));
  const chosen = stratified(labels, n);
  const pixels = files[0] ? pixelsOf(files[0]) : 0;
  const images = new Uint8Array(n * pixels);
  chosen.forEach((index, row) => {
    const place = places[index];
    if (!place) return;
    const { file, record } = place;
    const start = record * sizeOfRecord(file) + file.labels;
    interleave(file.bytes.subarray(start, start + pixels), images.subarray(row * pixels, (row + 1) * pixels));
  });
  return { count: n, images, labels: Uint8Array.from(chosen, (index) => labels[index] ?? 0) };
}

const pixelsOf = ({ side }: RecordLayout): number => 3 * side * side;

const sizeOfRecord = (layout: RecordLayout): number => layout.labels + pixelsOf(layout);

function labelOf(records: Records, record: number): number {
  return records.bytes[record * sizeOfRecord(records) + records.label] ?? 0;
}

/** Planes RRR GGG BBB to pixels RGB RGB RGB. */
function interleave(from: Uint8Array, into: Uint8Array): void {
  const plane = from.length / 3;
  for (let pixel = 0; pixel < plane; pixel++) {
    into[3 * pixel] = from[pixel] ?? 0;
    into[3 * pixel + 1] = from[plane + pixel] ?? 0;
    into[3 * pixel + 2] = from[2 * plane + pixel] ?? 0;
  }
}
