import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cliHere } from "../support/cli-here.ts";

/** One way to damage a file: undefined where it does nothing to this content. `random` gives numbers in [0, 1). */
export interface Harm {
  readonly name: string;
  readonly to: (content: Buffer, random: () => number, other: Buffer) => Buffer | undefined;
}

const lines = (content: Buffer): string[] => content.toString("latin1").split("\n");
const joined = (all: readonly string[]): Buffer => Buffer.from(all.join("\n"), "latin1");
const anyOf = (count: number, random: () => number): number => Math.floor(random() * count);

export const harms: readonly Harm[] = [
  {
    name: "a bit is another",
    to: (content, random) => {
      if (content.length === 0) return undefined;
      const bytes = Buffer.from(content);
      const at = anyOf(bytes.length, random);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << anyOf(8, random));
      return bytes;
    },
  },
  {
    name: "a digit is another",
    to: (content, random) => {
      const text = content.toString("latin1");
      const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
      const at = places[anyOf(places.length, random)];
      if (at === undefined) return undefined;
      return Buffer.from(`${text.slice(0, at)}${(Number(text[at]) + 1) % 10}${text.slice(at + 1)}`, "latin1");
    },
  },
  { name: "it is emptied", to: (content) => (content.length === 0 ? undefined : Buffer.alloc(0)) },
  {
    name: "it is cut off",
    to: (content, random) =>
      content.length < 2 ? undefined : content.subarray(0, 1 + anyOf(content.length - 1, random)),
  },
  { name: "it is zeros", to: (content) => (content.length === 0 ? undefined : Buffer.alloc(content.length)) },
  {
    name: "a line is gone",
    to: (content, random) => {
      const all = lines(content);
      return all.length < 2 ? undefined : joined(all.toSpliced(anyOf(all.length - 1, random), 1));
    },
  },
  {
    name: "the last lines are gone",
    to: (content, random) => {
      const all = lines(content);
      return all.length < 3 ? undefined : joined([...all.slice(0, 1 + anyOf(all.length - 2, random)), ""]);
    },
  },
  {
    name: "a line is there twice",
    to: (content, random) => {
      const all = lines(content);
      if (all.length < 2) return undefined;
      const at = anyOf(all.length - 1, random);
      return joined(all.toSpliced(at, 0, all[at] ?? ""));
    },
  },
  {
    name: "two lines have changed places",
    to: (content, random) => {
      const all = lines(content);
      if (all.length < 3) return undefined;
      const at = anyOf(all.length - 2, random);
      return joined(all.with(at, all[at + 1] ?? "").with(at + 1, all[at] ?? ""));
    },
  },
  {
    name: "a text stands for a number",
    to: (content, random) => {
      const text = content.toString("latin1");
      const places = [...text.matchAll(/(?<=":\s?)-?[\d.e+-]+(?=[,}\n])/g)];
      const place = places[anyOf(places.length, random)];
      if (!place) return undefined;
      return Buffer.from(`${text.slice(0, place.index)}"good"${text.slice(place.index + place[0].length)}`, "latin1");
    },
  },
  { name: "it is another cell's", to: (content, _, other) => (other.equals(content) ? undefined : other) },
];

/** Commands that read a run, as they are typed; `run` comes last, for it may mend. */
export interface Readers {
  readonly run: readonly string[];
  readonly others: readonly (readonly string[])[];
}

export interface DamageOutcome {
  /** What was seen, in a word. */
  readonly outcome: "named" | "of no account" | "mended by run";
  /** What is wrong with the answers; empty when nothing is. */
  readonly faults: readonly string[];
}

/** The rows of all records, whatever their order and checks: what was measured. */
export function measured(run: string): string {
  const cells = join(run, "cells");
  return readdirSync(cells)
    .filter((hash) => existsSync(join(cells, hash, "records.jsonl")))
    .flatMap((hash) => readFileSync(join(cells, hash, "records.jsonl"), "utf8").split("\n"))
    .map((line) => line.replace(/,"check":"[^"]*"\}$/, "}"))
    .sort()
    .join("\n");
}

const reported = (run: string): string => {
  const file = join(run, "report/data/records.csv");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").sort().join("\n") : "";
};

/** Files of a run that a reader may meet, from its folder; those that are the report's are made anew. */
export function storedFiles(run: string): string[] {
  return (readdirSync(run, { recursive: true }) as string[])
    .filter((file) => !file.startsWith("report") && lstatSync(join(run, file)).isFile())
    .sort();
}

/**
 * Damages one file in a copy of a run that is sound and finished, then lets every command read it. Each must say exactly what
 * was measured with exit code 0, or name the file with another one; what `run` leaves with exit code 0 is what was measured.
 */
export async function damageRun(
  sound: string,
  place: string,
  file: string,
  content: Buffer,
  { run, others }: Readers,
): Promise<DamageOutcome> {
  rmSync(place, { recursive: true, force: true });
  cpSync(sound, place, { recursive: true });
  writeFileSync(join(place, file), content);
  const faults: string[] = [];
  const naming: string[] = [];
  const check = async (args: readonly string[], shown: () => string, wanted: string): Promise<number | null> => {
    const { code, stdout, stderr } = await cliHere(args);
    const said = stdout + stderr;
    const command = args[0] ?? "";
    if (/this is a bug in Infoplane|TypeError|Cannot read properties/.test(said)) faults.push(`${command}: ${said}`);
    if (code === 0) {
      if (shown() !== wanted) faults.push(`${command} shows other records with exit code 0\n${said}`);
    } else {
      naming.push(command);
      if (!said.includes(file.split("/").at(-1) ?? ""))
        faults.push(`${command} ends with ${code} and does not name it\n${said}`);
      if (code !== 4) faults.push(`${command} ends with ${code}\n${said}`);
    }
    return code;
  };
  const [wantedReport, wantedRecords] = [reported(sound), measured(sound)];
  for (const args of others) {
    rmSync(join(place, "report"), { recursive: true, force: true });
    const shows = args[0] === "report";
    await check(args, () => (shows ? reported(place) : wantedReport), wantedReport);
  }
  const code = await check(run, () => measured(place), wantedRecords);
  return { faults, outcome: naming.length === 0 ? "of no account" : code === 0 ? "mended by run" : "named" };
}
