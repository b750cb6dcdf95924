import { basename } from "node:path";
import { crc32 } from "node:zlib";
import { systemReason } from "@infoplane/files";
import type { Entry, ZipFile } from "yauzl";
import { folderEntries } from "../files/folder-entries.ts";
import { foreignKind, zipKind, type ForeignKind } from "../files/foreign-kind.ts";
import { isHidden } from "../files/is-hidden.ts";
import { headOf, readDataFile, withDataFile } from "../files/data-file.ts";
import type { Located } from "../local/locate.ts";
import { damaged, messages } from "../messages.ts";
import { mostHeaderBytes, npyHeader, type NpyHeader } from "./npy-header.ts";
import { arrayOf, refuseUnread, type NpyArray } from "./parse-npy.ts";

/** The arrays of an .npz file or of a directory of .npy files. */
export interface ArrayStore {
  readonly path: string;
  /** In the order of the zip file, or in natural order. */
  readonly names: readonly string[];
  /** Skipped files next to them that are not arrays. */
  readonly others: readonly string[];
  /** Reads only the header of an array. Throws DataDamagedError, also if there is no such array. */
  readonly header: (name: string) => Promise<NpyHeader>;
  /** Reads an array, after checking its header against its file. Throws DataDamagedError. */
  readonly read: (name: string) => Promise<NpyArray>;
}

/** Access to one array: the beginning of its file, all of it, and its length. */
interface Place {
  readonly length: () => Promise<number>;
  readonly head: () => Promise<Uint8Array>;
  readonly whole: (length: number) => Promise<Uint8Array>;
}

const ending = ".npy";
const isArray = (file: string): boolean => file.toLowerCase().endsWith(ending);
const nameOf = (file: string): string => file.slice(0, -ending.length);
const mostEntries = 10_000;

/**
 * Passes the arrays of a directory, or of a zip file as numpy.savez writes it, to `use`. Ignores files created by the
 * system; never unpacks more than 2 GiB, and verifies checksums. Throws DataDamagedError, which for other kinds of
 * files names the kind and the command that converts it.
 */
export async function withArrays<T>({ path, kind }: Located, use: (arrays: ArrayStore) => Promise<T>): Promise<T> {
  return kind === "directory" ? inDirectory(path, use) : inZip(path, use);
}

/** For reading the file itself: any failure there is the file's fault. */
async function guarded<T>(path: string, reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (error) {
    if (error instanceof Error && error.name === "DataDamagedError") throw error;
    throw damaged(messages.unreadable(path, systemReason(error)), { cause: error });
  }
}

async function inDirectory<T>(path: string, use: (arrays: ArrayStore) => Promise<T>): Promise<T> {
  const files = (await folderEntries(path)).filter(({ kind }) => kind === "file");
  const natural = new Intl.Collator("en", { numeric: true });
  const places = files
    .filter(({ name }) => isArray(name))
    .sort((a, b) => natural.compare(a.name, b.name))
    .map(({ name, path }): [string, Place] => [
      nameOf(name),
      {
        length: () => withDataFile(path, ({ size }) => Promise.resolve(size)),
        head: () => headOf(path, mostHeaderBytes),
        whole: (length) => readDataFile(path, length),
      },
    ]);
  return use(
    storeOf(
      path,
      new Map(places),
      files.map(({ name }) => name).filter((name) => !isArray(name)),
    ),
  );
}

async function inZip<T>(path: string, use: (arrays: ArrayStore) => Promise<T>): Promise<T> {
  const head = await headOf(path);
  if (!isZip(head)) {
    const kind = foreignKind(head, path);
    throw kind ? damaged(messages.foreign(path, kind)) : damaged(messages.unreadable(path, "it is not an .npz file"));
  }
  return withEntries(path, async (zip, entries) => {
    const kind = kindOfEntries(entries, path);
    if (kind) throw damaged(messages.foreign(path, kind));
    const folder = sharedFolder(entries);
    const named = filesOf(entries).map((entry) => ({ name: entry.fileName.slice(folder.length), entry }));
    const places = new Map<string, Place>();
    for (const { name, entry } of named.filter((file) => isArray(file.name))) {
      if (places.has(nameOf(name))) throw damaged(messages.arrayTwice(path, nameOf(name)));
      places.set(nameOf(name), inEntry(zip, entry));
    }
    return use(
      storeOf(
        path,
        places,
        named.map(({ name }) => name).filter((name) => !isArray(name)),
      ),
    );
  });
}

/** The kind of a file by its content, `npz` or another; undefined if unknown. Throws DataDamagedError. */
export async function kindOfFile(path: string): Promise<ForeignKind | "npz" | undefined> {
  const head = await headOf(path);
  if (!isZip(head)) return foreignKind(head, path);
  return withEntries(path, (_, entries) => Promise.resolve(kindOfEntries(entries, path) ?? "npz"));
}

const isZip = (head: Buffer): boolean => head.toString("latin1", 0, 2) === "PK";

async function withEntries<T>(path: string, use: (zip: ZipFile, entries: Entry[]) => Promise<T>): Promise<T> {
  const { default: yauzl } = await import("yauzl");
  const zip = await guarded(path, () => yauzl.openPromise(path, { autoClose: false }));
  try {
    return await use(zip, await guarded(path, () => entriesOf(zip)));
  } finally {
    zip.close();
  }
}

function filesOf(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ fileName }) => !fileName.endsWith("/") && !fileName.split("/").some(isHidden));
}

/** undefined if there are arrays among them, or no entries. */
function kindOfEntries(entries: readonly Entry[], path: string): ForeignKind | undefined {
  const names = filesOf(entries).map(({ fileName }) => fileName);
  return names.length === 0 || names.some(isArray) ? undefined : zipKind(names, path);
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > mostEntries) throw new Error(`it lists ${zip.entryCount} files`);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

/** The one folder that everything is in if a program packed a folder; numpy.savez makes none. */
function sharedFolder(entries: readonly Entry[]): string {
  const names = entries
    .map(({ fileName }) => fileName)
    .filter((name) => !name.split("/").some((part) => part !== "" && isHidden(part)));
  const folder = names.find((name) => /^[^/]+\/$/.test(name));
  return folder !== undefined && names.every((name) => name.startsWith(folder)) ? folder : "";
}

function inEntry(zip: ZipFile, entry: Entry): Place {
  return {
    length: () => Promise.resolve(entry.uncompressedSize),
    head: async () => {
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        chunks.push(chunk as Buffer);
        length += (chunk as Buffer).length;
        if (length >= mostHeaderBytes) break;
      }
      return Buffer.concat(chunks).subarray(0, mostHeaderBytes);
    },
    /** yauzl ends the stream with an error if its length differs from the entry's size. */
    whole: async (length) => {
      const bytes = Buffer.allocUnsafeSlow(length);
      let at = 0;
      let sum = 0;
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        at += (chunk as Buffer).copy(bytes, at);
        sum = crc32(chunk as Buffer, sum);
      }
      if (sum !== entry.crc32) throw new Error(`${basename(entry.fileName)} has a wrong checksum`);
      return bytes;
    },
  };
}

function storeOf(path: string, places: ReadonlyMap<string, Place>, others: readonly string[]): ArrayStore {
  const names = [...places.keys()];
  const headers = new Map<string, NpyHeader>();
  const placeOf = (name: string): Place => {
    const place = places.get(name);
    if (!place) throw damaged(messages.noArray(path, name, names));
    return place;
  };
  const header = async (name: string): Promise<NpyHeader> => {
    const place = placeOf(name);
    const found = headers.get(name) ?? npyHeader(await guarded(path, place.head), `${path}, ${name}`);
    headers.set(name, found);
    return found;
  };
  return {
    path,
    names,
    others,
    header,
    async read(name) {
      const found = await header(name);
      const place = placeOf(name);
      refuseUnread(found, `${path}, ${name}`, await place.length());
      return arrayOf(found, await guarded(path, () => place.whole(found.length)));
    },
  };
}
