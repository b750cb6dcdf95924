import { DataDamaged, DataUnavailable, formatShape, type Diagnostic, type Shape } from "@infoplane/contracts";

const error = (code: string, message: string, hint: string): Diagnostic => ({ code, severity: "error", message, hint });
const list = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
const count = (n: number): string => n.toLocaleString("en-US");

/** Every sentence of this package that is an error; the code never changes its meaning. */
export const messages = {
  unavailable: (title: string, reason: string, where: string) =>
    error("data/unavailable", `${title} is not on this machine and can't be downloaded: ${reason}`, where),

  missingFile: (title: string, directory: string, file: string, remedy: string) =>
    error("data/damaged", `${directory} holds a part of ${title} only: ${file} is missing`, remedy),

  wrongSize: (file: string, expected: number, found: number, remedy: string) =>
    error("data/damaged", `${file} has ${count(found)} bytes; it must have ${count(expected)}`, remedy),

  wrongLabel: (file: string, record: number, label: number, classes: number, remedy: string) =>
    error(
      "data/damaged",
      `${file}: sample ${count(record + 1)} has label ${label}; labels go from 0 to ${classes - 1}`,
      remedy,
    ),

  wrongHeader: (file: string, what: string, expected: string, found: string, remedy: string) =>
    error("data/damaged", `${file}: ${what} must be ${expected} and is ${found}`, remedy),

  otherSet: (file: string, title: string, expected: string, found: string, remedy: string) =>
    error(
      "data/damaged",
      `${file} is not of ${title}: its labels begin ${found}, not ${expected} (other sets use the same file names)`,
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

  notADirectory: (path: string) =>
    error("data/damaged", `${path} is a file, and must be a directory`, "name the directory that holds the files"),

  noneOf: (directory: string, names: readonly string[]) =>
    error("data/unavailable", `${directory} holds none of ${names.join(", ")}`, "name the directory that holds them"),

  tooLarge: (file: string, bytes: number, most: number) =>
    error(
      "data/damaged",
      `${file} holds ${count(bytes)} bytes or more; a part of a data set may have ${count(most)}`,
      "data is kept in memory as bytes: take fewer or smaller images",
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

  statedClasses: () => "write `classes` as many as there are; labels count from 0",

  noArray: (file: string, name: string) =>
    error(
      "data/damaged",
      `${file} holds no array called ${name}`,
      "name the four of it: arrays: [x, y, x-test, y-test]",
    ),

  wrongArray: (file: string, what: string, expected: string, found: string, hint: string) =>
    error("data/damaged", `${file}: ${what} must be ${expected} and is ${found}`, hint),

  unreadable: (file: string, reason: string) =>
    error("data/damaged", `${file} can't be read: ${reason}`, "replace it, or take it away"),

  wrongFolders: (directory: string, classes: number, found: readonly string[]) =>
    error(
      "data/damaged",
      `${directory} has ${found.length} folders, and the experiment says ${classes} classes` +
        (found.length > 0 ? `: ${list(found)}` : ""),
      `a folder is a class: write classes: ${found.length}, or name the folder above them as path`,
    ),

  emptyFolder: (directory: string) =>
    error(
      "data/damaged",
      `${directory} holds no images`,
      "put jpg, png, webp, gif, tiff or avif files into it, or take it away",
    ),

  otherClass: (directory: string, folder: string, known: readonly string[]) =>
    error(
      "data/damaged",
      `${directory} has a class ${folder} that the training part has not: ${list(known)}`,
      "give both parts the same folders",
    ),

  wrongChecksum: (url: string, algorithm: string, expected: string, found: string) =>
    error(
      "data/damaged",
      `${url} gave a file whose ${algorithm} is ${found}; it must be ${expected}`,
      "run again to download it once more; if it stays so, get the files from elsewhere and name them with --data-dir",
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
      `write batch ${samples} or less, or take more training samples`,
    ),

  probeTooLarge: (split: string, wanted: number, samples: number) =>
    error(
      "data/probe-too-large",
      `a probe of ${count(wanted)} samples was asked of the ${split} part, which has ${count(samples)}`,
      `write probe(${split}, ${samples}) or less`,
    ),

  tooManyDraws: (split: string, wanted: number, draws: number, samples: number) =>
    error(
      "data/probe-draws",
      `${count(draws)} draws of ${count(wanted)} samples without a common one were asked of the ${split} part, which has ${count(samples)}`,
      `write draws: ${Math.floor(samples / wanted)} or less, or draw fewer samples`,
    ),

  otherFacts: (name: string, wanted: Facts, found: Facts) =>
    error(
      "data/facts",
      `${name} gives ${describe(found)} where the experiment was checked for ${describe(wanted)}`,
      "use a stand-in with the same input shape and number of classes",
    ),

  /** What a plugin threw, for the terminal. */
  asDiagnostic: (thrown: DataDamaged | DataUnavailable) =>
    error(thrown instanceof DataDamaged ? "data/damaged" : "data/unavailable", thrown.message, thrown.hint),

  /** Not an error: said while going on. */
  standIn: (used: string, reason: string) => `${reason}. Going on with the stand-in ${used}.`,
} as const;

interface Facts {
  readonly input: Shape;
  readonly classes: number;
}
const describe = (facts: Facts): string => `${formatShape(facts.input)} images of ${facts.classes} classes`;

export function damaged(diagnostic: Diagnostic, options?: ErrorOptions): DataDamaged {
  return new DataDamaged(diagnostic.message, diagnostic.hint ?? "", options);
}

export function unavailable(diagnostic: Diagnostic, options?: ErrorOptions): DataUnavailable {
  return new DataUnavailable(diagnostic.message, diagnostic.hint ?? "", options);
}
