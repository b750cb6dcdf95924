import { join, relative, sep } from "node:path";
import type { Dataset, DatasetContext } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { countEndings } from "../files/count-endings.ts";
import { foreignKind } from "../files/foreign-kind.ts";
import { headOf } from "../files/data-file.ts";
import { localDataset } from "../local/local-dataset.ts";
import type { LocalRequest } from "../local/local-options.ts";
import { locate } from "../local/locate.ts";
import { damaged, messages } from "../messages.ts";
import { labelsOf } from "../subset/labels-of.ts";
import { stratified } from "../subset/stratified.ts";
import { decodeImages, type Decoded, type Fit } from "./decode-images.ts";
import { findParts } from "./find-parts.ts";
import { holdings, listImages, type ImageList } from "./list-images.ts";

interface ImageFolderRequest extends LocalRequest {
  readonly fit: Fit;
  readonly holdout: number;
  readonly "test-folder"?: string | undefined;
}

/** All arms and seeds are tested on the same images, so this is not the run's seed. */
const splitSeed = 0;

/** The data set of a folder of images. All invalid files are named at once. */
export async function readImageFolder(options: ImageFolderRequest, context: DatasetContext): Promise<Dataset> {
  const found = await locate(options.path, context);
  if (found.kind === "file") {
    const kind = foreignKind(await headOf(found.path), found.path);
    throw damaged(kind ? messages.foreign(found.path, kind) : messages.notADirectory(found.path));
  }
  const parts = await findParts(found.path, options["test-folder"]);
  const { classNames } = parts;
  if (classNames.length !== options.classes) {
    throw damaged(messages.wrongFolders(parts.train, options.classes, classNames));
  }
  const all = await listImages(parts.train, classNames);
  refuseEmpty(all, classNames);
  const test = parts.test === undefined ? undefined : await listImages(parts.test, classNames);
  if (test?.files.length === 0) {
    throw damaged(messages.noTestClasses(test.directory, countEndings(test.passedOver), parts.train));
  }
  const lists = test ? { train: all, test } : holdOut(all, options);
  const files = [...lists.train.files, ...lists.test.files];
  const decoded = await decodeImages(files, options.input, options.fit, context);
  if (decoded.faults.size > 0) {
    const faults = [...decoded.faults].map(([file, why]) => `${below(found.path, file)}: ${why}`).sort();
    throw damaged(messages.badFiles(found.path, files.length, faults));
  }
  const size = options.input[0] * options.input[1] * options.input[2];
  const cut = lists.train.files.length * size;
  const raw = {
    train: { images: decoded.images.subarray(0, cut), labels: lists.train.labels, from: lists.train.directory },
    test: { images: decoded.images.subarray(cut), labels: lists.test.labels, from: lists.test.directory },
  };
  const notes = [
    ...notesOf([...(test ? [all, test] : [all]), { directory: found.path, passedOver: parts.files }]),
    ...(parts.others.length > 0 ? [messages.notes.notLookedAt(join(parts.train, ".."), parts.others)] : []),
    ...notesOfKinds(decoded, files.length),
  ];
  return localDataset("image-folder", options, raw, { classNames, source: found.path, notes });
}

const below = (directory: string, file: string): string => relative(directory, file).split(sep).join("/");

function refuseEmpty(list: ImageList, classNames: readonly string[]): void {
  const there = new Set(list.labels);
  const empty = classNames.filter((_, label) => !there.has(label));
  if (empty.length === 0) return;
  throw damaged(
    messages.emptyFolders(
      list.directory,
      empty.map((name) => ({ name, holds: holdings(list, name) })),
    ),
  );
}

function notesOf(lists: readonly Pick<ImageList, "directory" | "passedOver">[]): string[] {
  return lists
    .filter(({ passedOver }) => passedOver.length > 0)
    .map(({ directory, passedOver }) => {
      const few = passedOver.length <= 5 ? passedOver : [...passedOver.slice(0, 5), "..."];
      return messages.notes.passedOver(directory, countEndings(passedOver), few.join(", "));
    });
}

function notesOfKinds({ otherKinds, turned }: Decoded, images: number): string[] {
  const kinds = [...otherKinds].map(([what, count]) => `${count} ${what}`).sort();
  const total = [...otherKinds.values()].reduce((sum, count) => sum + count, 0);
  return [
    ...(total > 0 ? [messages.notes.otherKind(total, kinds.join(", "))] : []),
    ...(turned > 0 ? [messages.notes.turned(turned, images)] : []),
  ];
}

function holdOut(
  all: ImageList,
  { holdout, classes }: ImageFolderRequest,
): { readonly train: ImageList; readonly test: ImageList } {
  const { files, labels } = all;
  const n = Math.round(holdout * files.length);
  const order = new Streams(splitSeed).stream("holdout").permutation(files.length);
  const chosen = new Set(
    stratified(
      labelsOf(classes, labels.length, (index) => labels[index] ?? 0),
      n,
      order,
    ),
  );
  const pick = (test: boolean): ImageList => ({
    ...all,
    files: files.filter((_, index) => chosen.has(index) === test),
    labels: labels.filter((_, index) => chosen.has(index) === test),
  });
  return { train: pick(false), test: pick(true) };
}
