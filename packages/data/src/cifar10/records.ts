import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Split } from "@infoplane/contracts";
import { remedyFor } from "../files/find-files.ts";
import { damaged, messages } from "../messages.ts";
import { stratified } from "../subset/stratified.ts";

export const side = 32;
export const classes = 10;
const plane = side * side;
const pixels = 3 * plane;
const recordBytes = 1 + pixels;
const perFile = 10_000;

/** One file of the binary layout: 10,000 records of a label byte and the planes R, G, B. */
export type Records = Uint8Array;

/** Reads a file whole. Throws DataDamaged when its size or a label is not what it must be. */
export async function readRecords(path: string): Promise<Records> {
  const expected = perFile * recordBytes;
  const remedy = remedyFor(dirname(path));
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size !== expected) throw damaged(messages.wrongSize(path, expected, size, remedy));
    const records = await file.readFile();
    for (let record = 0; record < perFile; record++) {
      const label = records[record * recordBytes] ?? 0;
      if (label >= classes) throw damaged(messages.wrongLabel(path, record, label, classes, remedy));
    }
    return records;
  } finally {
    await file.close();
  }
}

/** The first n records of all files, class shares kept, as NHWC bytes. */
export function takeRecords(files: readonly Records[], n: number): Split {
  const labels = new Uint8Array(files.length * perFile);
  files.forEach((records, file) => {
    for (let at = 0; at < perFile; at++) labels[file * perFile + at] = records[at * recordBytes] ?? 0;
  });
  const chosen = stratified(labels, n);
  const images = new Uint8Array(n * pixels);
  chosen.forEach((index, row) => {
    const records = files[Math.floor(index / perFile)] ?? new Uint8Array();
    interleave(records, (index % perFile) * recordBytes + 1, images, row * pixels);
  });
  return { count: n, images, labels: Uint8Array.from(chosen, (index) => labels[index] ?? 0) };
}

/** Planes RRR GGG BBB to pixels RGB RGB RGB. */
function interleave(from: Uint8Array, start: number, into: Uint8Array, at: number): void {
  for (let pixel = 0; pixel < plane; pixel++, at += 3) {
    into[at] = from[start + pixel] ?? 0;
    into[at + 1] = from[start + plane + pixel] ?? 0;
    into[at + 2] = from[start + 2 * plane + pixel] ?? 0;
  }
}
