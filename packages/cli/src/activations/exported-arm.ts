import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { digestOf } from "./digest-of.ts";
import { readActivations, type Exported, type NumberArray } from "./read-activations.ts";

/** Which of the arrays are what. */
export interface Roles {
  /** The name of an array, or a text file with an integer a line. */
  readonly labels: string;
  readonly input?: string;
  /** Layers in order; all other arrays when not said. */
  readonly layers?: readonly string[];
}

/** The activations of one network, over the epochs that were exported. */
export interface ExportedArm {
  readonly name: string;
  readonly moments: readonly Moment[];
}

/** One moment: arrays of `samples` rows each. */
export interface Moment {
  readonly path: string;
  /** The step where the names of the files say nothing but steps: `counted`. */
  readonly epoch: number;
  readonly step?: number;
  readonly counted: Exported["counted"];
  readonly samples: number;
  readonly labels: Int32Array;
  readonly input?: NumberArray;
  readonly layers: readonly (NumberArray & { readonly name: string })[];
}

/**
 * Reads arms written `path` or `name=path`; the name of the file stands for the arm otherwise. All must hold the same
 * samples under names of their own. Throws InfoplaneError.
 */
export async function readExportedArms(written: readonly string[], roles: Roles): Promise<ExportedArm[]> {
  const named = written.map(namedPath);
  for (const [i, { name, path }] of named.entries()) {
    const before = named.slice(0, i).find((other) => other.name === name);
    if (before) throw problem(messages.armTwice(name, before.path, path));
  }
  const fromFile = /\.txt$/.test(roles.labels) ? await readLabelFile(roles.labels) : undefined;
  const used = roles.layers && new Set([roles.labels, roles.input, ...roles.layers]);
  const arms = await Promise.all(
    named.map(async ({ name, path }) => {
      const exported = await readActivations(path, (array) => used?.has(array) ?? true);
      return { name, moments: exported.map((one) => momentOf(one, roles, fromFile)) };
    }),
  );
  const moments = arms.flatMap((arm) => arm.moments);
  refuseOtherCounts(moments);
  refuseOtherSamples(moments);
  return arms;
}

function namedPath(written: string): { readonly name: string; readonly path: string } {
  const [, given, path = written] = /^([A-Za-z_][\w-]*)=(.+)$/.exec(written) ?? [];
  return { name: given ?? basename(path, extname(path)).replace(/[^\w-]+/g, "-"), path };
}

/** Epochs of one arm can't stand beside steps of another. */
function refuseOtherCounts([first, ...others]: readonly Moment[]): void {
  const other = others.find(({ counted }) => (counted === "steps") !== (first?.counted === "steps"));
  if (first && other) throw problem(messages.epochsAlike(first.path, first.counted, other.path, other.counted));
}

/** Of other samples every measure has other values: neither arms nor epochs could be compared. */
function refuseOtherSamples([first, ...others]: readonly Moment[]): void {
  if (!first) return;
  const digests = ({ labels, input }: Moment) => ({
    labels: digestOf([labels]),
    input: input && digestOf([input.data]),
  });
  const expected = digests(first);
  for (const moment of others) {
    const found = digests(moment);
    const differs = (["labels", "input"] as const).find((role) => found[role] !== expected[role]);
    if (differs) throw problem(messages.otherSampled(differs, first.path, moment.path));
  }
}

/** Arrays of a moment that hold a value that is no number: every measure of them is none either. */
export function arraysNotFinite({ input, layers }: Moment): { readonly name: string; readonly count: number }[] {
  return [...layers, ...(input ? [{ name: "the input", ...input }] : [])]
    .map(({ name, data }) => ({ name, count: data.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0) }))
    .filter(({ count }) => count > 0);
}

function momentOf(
  { path, epoch, step, counted, names, arrays }: Exported,
  roles: Roles,
  fromFile: Int32Array | undefined,
): Moment {
  const find = (name: string): NumberArray => {
    const array = arrays.get(name);
    if (!array) throw problem(messages.noArray(path, name, names));
    return array;
  };
  const labels = fromFile ?? wholeNumbers(find(roles.labels), path, roles.labels);
  const input = roles.input === undefined ? undefined : find(roles.input);
  const layers = roles.layers ?? names.filter((name) => name !== roles.labels && name !== roles.input);
  if (layers.length === 0) throw problem(messages.noActivations(path, "no array is left for the layers"));
  const samples = labels.length;
  const chosen = layers.map((name) => ({ name, ...find(name) }));
  for (const { name, shape } of [...chosen, ...(input ? [{ name: roles.input ?? "", ...input }] : [])]) {
    if (shape[0] !== samples) throw problem(messages.otherSamples(path, name, shape[0] ?? 0, samples));
  }
  const when = { epoch, counted, ...(step !== undefined && { step }) };
  return { path, ...when, samples, labels, ...(input && { input }), layers: chosen };
}

async function readLabelFile(file: string): Promise<Int32Array> {
  const text = await readFile(file, "utf8").catch(() => {
    throw problem(messages.fileMissing(file));
  });
  const data = Float32Array.from(text.trim().split(/\s+/), Number);
  return wholeNumbers({ shape: [data.length], data }, file, "labels");
}

function wholeNumbers({ shape, data }: NumberArray, path: string, name: string): Int32Array {
  if (data.length > (shape[0] ?? 1)) throw problem(messages.oneHotLabels(path, name, shape));
  const wrong = data.find((value) => !Number.isInteger(value) || value < 0);
  if (wrong !== undefined) throw problem(messages.notLabels(path, name, wrong));
  return Int32Array.from(data);
}

const problem = (diagnostic: ReturnType<typeof messages.fileMissing>): InfoplaneError =>
  new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
