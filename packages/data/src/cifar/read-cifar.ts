import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import { download, type RemoteFile } from "../files/download.ts";
import { extractTar } from "../files/extract-tar.ts";
import { named } from "../files/find-file.ts";
import type { FolderEntry } from "../files/folder-entries.ts";
import { obtain, type OtherForm, type RemoteFileSet } from "../files/obtain.ts";
import { digest } from "../subset/digest.ts";
import type { ReadSet, Sizes } from "../subset/sizes.ts";
import type { CifarFamily, CifarSize } from "./cifar.ts";
import { readRecords, takeRecords, type RecordLayout, type Records } from "./records.ts";

/** The first samples of each class of a set, which is fetched from `archive` if it is not on this machine. */
export async function readCifar(
  family: CifarFamily & CifarSize,
  archive: RemoteFile,
  sizes: Sizes,
  context: DatasetContext,
): Promise<ReadSet> {
  const { side, trainFiles, trainImages, testImages, classNames } = family;
  const layout = (count: number): RecordLayout => ({ ...family.labels, side, count, classes: classNames.length });
  const { paths, source } = await obtain(fileSet(family, archive), context);
  const parts: Records[] = [];
  // Sequential: of several damaged files, the first is named.
  for (const [file, path] of paths.entries()) {
    const count = file < trainFiles.length ? trainImages / trainFiles.length : testImages;
    parts.push(await readRecords(path, layout(count)));
  }
  const train = takeRecords(parts.slice(0, trainFiles.length), sizes.train);
  const test = takeRecords(parts.slice(trainFiles.length), sizes.test);
  return { train, test, digest: digest(train, test), source };
}

function fileSet({ title, folder, otherwise, ...family }: CifarFamily, archive: RemoteFile): RemoteFileSet {
  const names = [...family.trainFiles, family.testFile];
  return {
    title,
    folder,
    files: names.map((name) => [name] as const),
    origin: archive.url,
    otherForm: (entries, directory) => otherForm({ folder, ...family }, archive, entries, directory),
    remedy:
      `unpack ${archive.url} and name the directory that holds ${folder} with --data-dir` +
      (otherwise ? `, or ${otherwise}` : ""),
    async fetch(into, context) {
      const path = join(into, basename(new URL(archive.url).pathname));
      await download(archive, path, context);
      context.report(`unpacking ${title}`);
      await extractTar(path, new Map(names.map((name) => [`${folder}/${name}`, name])), into);
      await rm(path);
    },
  };
}

/** The Python version of the data, in its folder or archive, or the archive of the binary version. */
function otherForm(
  { folder, pickled, trainFiles, testFile }: Pick<CifarFamily, "folder" | "pickled" | "trainFiles" | "testFile">,
  archive: RemoteFile,
  entries: readonly FolderEntry[],
  directory: string,
): OtherForm | undefined {
  const packed = basename(new URL(archive.url).pathname);
  const ofBinary = named(entries, packed, "file");
  if (ofBinary) {
    return { what: `${packed}, not unpacked`, hint: `unpack it: tar xzf ${ofBinary.path} -C ${directory}` };
  }
  const names = [...trainFiles, testFile].map((name) => name.replace(/\.bin$/, ""));
  const ofPython = named(entries, packed.replace("binary", "python"), "file");
  const inFolder = named(entries, pickled.folder, "folder")?.path;
  const isThere = names.every((name) => named(entries, name, "file"));
  const from = inFolder ?? (isThere ? directory : undefined);
  if (from === undefined) {
    if (!ofPython) return undefined;
    const what = `${ofPython.name}, the Python version, not unpacked`;
    return {
      what,
      hint: `get ${packed} from ${archive.url}, or unpack this one, and run again for the line that converts it`,
    };
  }
  const into = join(directory, folder);
  const bytes = pickled.labels.map((_, index) => `l[${index}]`).join(", ");
  const lists = pickled.labels.map((label) => `d[b'${label}']`).join(", ");
  const code =
    `import os, pickle; os.makedirs('${into}', exist_ok=True); ` +
    `[open('${into}/' + n + '.bin', 'wb').write(b''.join(bytes([${bytes}]) + r.tobytes() for r, *l in zip(d[b'data'], ${lists}))) ` +
    `for n in [${names.map((name) => `'${name}'`).join(", ")}] ` +
    `for d in [pickle.load(open('${from}/' + n, 'rb'), encoding='bytes')]]`;
  return {
    what: `its Python version (pickles, in ${from})`,
    hint: `convert it to the binary version: python3 -c "${code}"`,
  };
}
