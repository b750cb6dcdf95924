import {
  DataDamagedError,
  DataUnavailableError,
  error,
  formatShape,
  type Diagnostic,
  type Shape,
} from "@infoplane/contracts";
import type { ForeignKind } from "./files/foreign-kind.ts";

const list = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
const count = (n: number): string => n.toLocaleString("en-US");

/** Every error message of this package; a code never changes its meaning. */
export const messages = {
  unavailable: (title: string, reason: string, where: string) =>
    error("data/unavailable", `${title} is not on this machine and can't be downloaded: ${reason}`, where),

  missingFile: (title: string, directory: string, file: string, remedy: string) =>
    error("data/damaged", `${directory} holds only part of ${title}: ${file} is missing`, remedy),

  wrongSize: (file: string, expected: number, found: number, remedy: string) =>
    error("data/damaged", `${file} has ${count(found)} bytes, but must have ${count(expected)}`, remedy),

  wrongLabel: (file: string, record: number, label: number, classes: number, remedy: string, first = 0) =>
    error(
      "data/damaged",
      `${file}: sample ${count(record + 1)} has label ${label}; labels go from ${first} to ${first + classes - 1}`,
      remedy,
    ),

  wrongHeader: (file: string, what: string, expected: string, found: string, remedy: string) =>
    error("data/damaged", `${file}: ${what} must be ${expected}, but is ${found}`, remedy),

  otherSet: (file: string, title: string, expected: string, found: string, remedy: string) =>
    error(
      "data/damaged",
      `${file} is not from ${title}: its labels begin with ${found}, not ${expected} (other sets use the same file names)`,
      remedy,
    ),

  notGzip: (file: string, reason: string, remedy: string) =>
    error("data/damaged", `${file} can't be unpacked: ${reason}`, remedy),

  notThere: (path: string, places: readonly string[]) =>
    error(
      "data/unavailable",
      `${path} is not on this machine`,
      places.length > 0
        ? `looked for it at ${places.join(", ")}; name the folder that holds it with --data-dir`
        : "name the folder that holds it with --data-dir",
    ),

  otherForm: (title: string, directory: string, { what, hint }: { readonly what: string; readonly hint: string }) =>
    error("data/damaged", `${directory} holds ${title} as ${what}, which can't be read`, hint),

  lookingElsewhere: (source: string, title: string, there: readonly string[]) =>
    `${source} does not hold ${title} (it holds ${there.length > 0 ? list(there) : "nothing"}): looking elsewhere`,

  notADirectory: (path: string) =>
    error("data/damaged", `${path} is a file, but must be a directory`, "name the directory that holds the files"),

  noneOf: (directory: string, names: readonly string[], there: readonly string[]) =>
    error(
      "data/unavailable",
      `${directory} holds none of ${names.join(", ")}`,
      there.length > 0
        ? `it holds ${list(there)}: name the directory that holds them, or give the part before their names as prefix`
        : "name the directory that holds them",
    ),

  tooLarge: (file: string, bytes: number, most: number) =>
    error(
      "data/damaged",
      `${file} holds ${count(bytes)} bytes or more; a part of a data set may have at most ${count(most)}`,
      "data is kept in memory as bytes: use fewer or smaller images",
    ),

  tooFewSamples: (from: string, part: string, wanted: number, found: number) =>
    error(
      "data/damaged",
      wanted === 0
        ? `${from} has no ${part} samples`
        : `${from} has ${count(found)} ${part} samples; the experiment asks for ${count(wanted)}`,
      wanted === 0
        ? "a data set needs samples in both parts"
        : `write ${part}: ${found} or less, or leave it out for all`,
    ),

  statedClasses: (found: number) =>
    `there are ${found} different labels: number them from 0, np.unique(y, return_inverse=True)[1], and write classes: ${found}`,
  writeClasses: (found: number) => `the labels go from 0 to ${found - 1}: write classes: ${found}`,
  countedFrom: (first: number, classes: number) =>
    `the labels start at ${first}: write first-label: ${first} with classes: ${classes}`,
  /** What to do if the labels are consecutive numbers that do not start at 0. */
  firstLabel: (first: number) => `the labels start at ${first}: write first-label: ${first}`,
  fewerClasses: (found: number, classes: number) =>
    `there are ${found} different labels for ${classes} classes: number them from 0, np.unique(y, return_inverse=True)[1]`,

  noArray: (file: string, name: string, known: readonly string[]) =>
    error(
      "data/damaged",
      `${file} holds no array called ${name}`,
      known.length > 0 ? `it has ${list(known)}` : "it has no arrays at all: numpy.savez writes them",
    ),

  arrayTwice: (file: string, name: string) =>
    error("data/damaged", `${file} holds two arrays called ${name}`, "save it again with numpy.savez"),

  /** A file of another format. */
  foreign: (file: string, { what, hint }: ForeignKind) =>
    error("data/damaged", `${file} is ${what}, which can't be read`, hint),

  noArrays: (directory: string, others: string) =>
    error(
      "data/damaged",
      `${directory} holds no .npy arrays${others && `, only ${others}`}`,
      "numpy.save writes an array, numpy.savez several",
    ),

  /** Not errors: printed at the start of a run, and stored with it. */
  notes: {
    emptyClasses: (part: string, from: string, empty: readonly string[]) =>
      `the ${part} part (${from}) has no samples of ${empty.length === 1 ? "class" : `${count(empty.length)} classes:`} ${list(empty)}`,
    passedOver: (directory: string, what: string, where: string) =>
      `skipped below ${directory}: ${what} (${where}): only images in the class folders are read, recognised by their extensions`,
    notLookedAt: (directory: string, folders: readonly string[]) =>
      `ignored in ${directory}: ${folders.length === 1 ? "the folder" : "the folders"} ${list(folders)}`,
    otherKind: (images: number, what: string) =>
      `${count(images)} ${images === 1 ? "image is not of the kind that its name says, and is read as what it is" : "images are not of the kind that their names say, and are read as what they are"}: ${what}`,
    turned: (images: number, of: number) =>
      `${count(images)} of ${count(of)} images have an EXIF orientation, and were rotated accordingly`,
  },

  wrongArray: (file: string, what: string, expected: string, found: string, hint: string) =>
    error("data/damaged", `${file}: ${what} must be ${expected}, but is ${found}`, hint),

  unreadable: (file: string, reason: string) =>
    error("data/damaged", `${file} can't be read: ${reason}`, "replace or remove it"),

  /** All invalid files of a data set; `faults` describes each. */
  badFiles: (directory: string, all: number, faults: readonly string[]) => {
    const most = 100;
    const more = faults.length > most ? [`and ${count(faults.length - most)} more`] : [];
    const lines = [...faults.slice(0, most), ...more].map((fault) => `\n    ${fault}`).join("");
    return error(
      "data/damaged",
      `${count(faults.length)} of ${count(all)} images of ${directory} can't be used:${lines}`,
      faults.length === 1 ? "replace or remove it" : "replace or remove them",
    );
  },

  wrongFolders: (directory: string, classes: number, found: readonly string[]) =>
    error(
      "data/damaged",
      `${directory} has ${found.length} folders, but the experiment says ${classes} classes` +
        (found.length > 0 ? `: ${list(found)}` : ""),
      `each folder is a class: write classes: ${found.length}, or name the folder above them as path`,
    ),

  emptyFolders: (directory: string, folders: readonly { readonly name: string; readonly holds: string }[]) =>
    error(
      "data/damaged",
      `${directory}: ${list(folders.map(({ name, holds }) => `${name} holds no images${holds && `, only ${holds}`}`))}`,
      "jpg, png, webp, gif, tiff, avif, bmp and netpbm (ppm, pgm, pbm) files are read: put some there, or remove the folder",
    ),

  noTestClasses: (directory: string, holds: string, train: string) =>
    error(
      "data/damaged",
      `${directory} has no class folders${holds && `, only ${holds}`}: it can't be the test part`,
      `name another with test-folder, or name ${train} as the path: a share of it is then held out`,
    ),

  noSuchFolder: (directory: string, name: string, folders: readonly string[]) =>
    error("data/damaged", `${directory} has no folder ${name}`, `it has ${list(folders)}`),

  otherClass: (directory: string, folder: string, known: readonly string[]) =>
    error(
      "data/damaged",
      `${directory} has a class ${folder} that the training part does not have: ${list(known)}`,
      "give both parts the same folders",
    ),

  wrongChecksum: (url: string, reason: string) =>
    error(
      "data/damaged",
      `${url}: ${reason}`,
      "run again to download it once more; if that does not help, get the files from elsewhere and name them with --data-dir",
    ),

  wrongArchive: (archive: string, missing: string) =>
    error("data/damaged", `${archive} holds no ${missing}`, "delete it and run again to download it once more"),

  insecure: (url: string) =>
    error(
      "data/insecure",
      `${url} is not https`,
      "downloads are https only; get the files yourself and use --data-dir",
    ),

  batchTooLarge: (batch: number, samples: number) =>
    error(
      "data/batch-too-large",
      `a batch of ${count(batch)} is larger than the training set of ${count(samples)} samples`,
      `write batch ${samples} or less, or use more training samples`,
    ),

  probeTooLarge: (split: string, wanted: number, samples: number) =>
    error(
      "data/probe-too-large",
      `a probe of ${count(wanted)} samples was requested from the ${split} part, which has ${count(samples)}`,
      `write probe(${split}, ${samples}) or less`,
    ),

  tooManyDraws: (split: string, wanted: number, draws: number, samples: number) =>
    error(
      "data/probe-draws",
      `${count(draws)} draws of ${count(wanted)} samples that share none were requested from the ${split} part, which has ${count(samples)}`,
      `write draws: ${Math.floor(samples / wanted)} or less, or draw fewer samples`,
    ),

  otherFacts: (name: string, wanted: Facts, found: Facts) =>
    error(
      "data/facts",
      `${name} gives ${describe(found)}, but the experiment was checked for ${describe(wanted)}`,
      "use a stand-in with the same input shape and number of classes",
    ),

  /** What a plugin threw, for the terminal. */
  asDiagnostic: (thrown: DataDamagedError | DataUnavailableError) =>
    error(thrown instanceof DataDamagedError ? "data/damaged" : "data/unavailable", thrown.message, thrown.hint),

  /** Not an error: printed while another process fills the same place in the cache. */
  waitsForFill: (path: string) => `waiting for another process that is filling ${path}`,

  /** Not an error: printed while the run continues. */
  standIn: (used: string, reason: string) => `${reason}. Using the stand-in ${used} instead.`,
} as const;

interface Facts {
  readonly input: Shape;
  readonly classes: number;
}
const describe = (facts: Facts): string => `${formatShape(facts.input)} images of ${facts.classes} classes`;

export function damaged(diagnostic: Diagnostic, options?: ErrorOptions): DataDamagedError {
  return new DataDamagedError(diagnostic.message, diagnostic.hint ?? "", options);
}

export function unavailable(diagnostic: Diagnostic, options?: ErrorOptions): DataUnavailableError {
  return new DataUnavailableError(diagnostic.message, diagnostic.hint ?? "", options);
}
