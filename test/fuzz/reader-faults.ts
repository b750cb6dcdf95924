import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { DataDamagedError, InfoplaneError } from "@infoplane/contracts";
import {
  CellRecords,
  CheckpointStore,
  decodeSafetensors,
  encodeSafetensors,
  formatChecked,
  SafetensorsError,
  withSafetensors,
} from "@infoplane/core";
import { extractTar, readArrays, readIdx, readRecords } from "@infoplane/data/readers";

/** A reader of files, with a valid file to start from. */
interface Reader {
  readonly name: string;
  readonly file: string;
  readonly sound: () => Uint8Array;
  read(path: string, folder: string): Promise<unknown>;
}

const idx = (): Uint8Array => Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]);
/** Two records of the layout below: a label and a pixel plane each. */
const cifar = (): Uint8Array =>
  Uint8Array.from({ length: 2 * 3073 }, (_, index) => (index % 3073 === 0 ? 1 : index % 251));
const npy = (): Uint8Array => {
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }".padEnd(117) + "\n";
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\0v\0", "latin1"), Buffer.from(header), Uint8Array.of(1, 2, 3, 4)]);
};
const npz = (): Uint8Array => zipSync({ "x.npy": npy() });
const tensors = (): Uint8Array =>
  encodeSafetensors({
    arrays: new Map([
      ["a", { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
      ["n", { dtype: "int32", shape: [], data: Int32Array.of(7) }],
    ]),
    metadata: { format: "infoplane-checkpoint-1", epoch: "1", step: "0", "trainer.epoch": "1" },
  });
const rows = (): Uint8Array => {
  const row = (epoch: number) => ({ cell: "c", arm: "a", seed: 1, epoch, step: epoch, quantity: "q", value: epoch });
  return Buffer.from(formatChecked([1, 2, 3].map(row), "c").text);
};
const layout = { side: 32, count: 2, labels: 1, label: 0, classes: 10 };
const wanted = new Map([["data/train.bin", "train.bin"]]);

/** One entry of a tar archive in the oldest format: name, size, checksum, content. */
export function tarEntry(name: string, content: Uint8Array, type = "0", link = ""): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
const archive = (): Uint8Array => gzipSync(Buffer.concat([tarEntry("data/train.bin", idx()), Buffer.alloc(1024)]));

export const readers: readonly Reader[] = [
  { name: "IDX", file: "images", sound: idx, read: (path) => readIdx(path, [2, 2, 2]) },
  { name: "IDX, gzipped", file: "images.gz", sound: () => gzipSync(idx()), read: (path) => readIdx(path, [2, 2, 2]) },
  { name: "CIFAR", file: "batch.bin", sound: cifar, read: (path) => readRecords(path, layout) },
  {
    name: "npy",
    file: "x.npy",
    sound: npy,
    read: (_, folder) => readArrays({ path: folder, kind: "directory" }, ["x"]),
  },
  { name: "npz", file: "x.npz", sound: npz, read: (path) => readArrays({ path, kind: "file" }, ["x"]) },
  { name: "tar", file: "data.tar.gz", sound: archive, read: (path, folder) => extractTar(path, wanted, folder) },
  {
    name: "safetensors",
    file: "x.safetensors",
    sound: tensors,
    read: async (path) => decodeSafetensors(await readFile(path)),
  },
  {
    name: "safetensors of others",
    file: "x.safetensors",
    sound: tensors,
    read: (path) =>
      withSafetensors(path, async ({ names, info, read }) => {
        for (const name of names) await read(name, new Float32Array(info(name).shape.reduce((all, n) => all * n, 1)));
      }),
  },
  {
    name: "checkpoint",
    file: "1.safetensors",
    sound: tensors,
    async read(_path, folder) {
      const store = new CheckpointStore(folder, "00000000000000aa");
      for (const entry of await store.list()) await store.read(entry);
    },
  },
  { name: "records", file: "records.jsonl", sound: rows, read: (path) => CellRecords.read(path, { cell: "c" }) },
];

const isRefusal = (error: unknown): boolean =>
  error instanceof DataDamagedError || error instanceof SafetensorsError || error instanceof InfoplaneError;

/** What is wrong with the answer to a file. `onOutcome` receives whether it was read or refused. */
export async function readerFaults(
  reader: Reader,
  bytes: Uint8Array,
  onOutcome?: (how: "read" | "refused") => void,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-fuzz-"));
  try {
    const path = join(folder, reader.file);
    writeFileSync(path, bytes);
    try {
      await reader.read(path, folder);
      onOutcome?.("read");
    } catch (error) {
      onOutcome?.("refused");
      if (!isRefusal(error))
        return [`${reader.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
      if ((error as Error).message === "") return [`${reader.name}: refused without a reason`];
    }
    return [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
