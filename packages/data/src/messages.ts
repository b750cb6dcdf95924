import { DataDamaged, DataUnavailable, formatShape, type Diagnostic, type Shape } from "@infoplane/contracts";

const error = (code: string, message: string, hint: string): Diagnostic => ({ code, severity: "error", message, hint });
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
