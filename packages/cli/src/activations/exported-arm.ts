import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { messages } from "../messages.ts";
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
  readonly epoch: number;
  readonly samples: number;
  readonly labels: Int32Array;
  readonly input?: NumberArray;
  readonly layers: readonly (NumberArray & { readonly name: string })[];
}

/** Reads `path` or `name=path`; the name of the file stands for the arm otherwise. Throws InfoplaneError. */
export async function readExportedArm(argument: string, roles: Roles): Promise<ExportedArm> {
  const [, given, path = argument] = /^([A-Za-z_][\w-]*)=(.+)$/.exec(argument) ?? [];
  const name = given ?? basename(path, extname(path)).replace(/[^\w-]+/g, "-");
  const fromFile = /\.txt$/.test(roles.labels) ? await readLabelFile(roles.labels) : undefined;
  const exported = await readActivations(path);
  return { name, moments: exported.map((one) => momentOf(one, roles, fromFile)) };
}

function momentOf({ path, epoch, arrays }: Exported, roles: Roles, fromFile: Int32Array | undefined): Moment {
  const names = [...arrays.keys()];
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
  return { epoch, samples, labels, ...(input && { input }), layers: chosen };
}

async function readLabelFile(file: string): Promise<Int32Array> {
  const text = await readFile(file, "utf8").catch(() => {
    throw problem(messages.fileMissing(file));
  });
  const data = Float32Array.from(text.trim().split(/\s+/), Number);
  return wholeNumbers({ shape: [data.length], data }, file, "labels");
}

function wholeNumbers({ data }: NumberArray, path: string, name: string): Int32Array {
  const wrong = data.find((value) => !Number.isInteger(value) || value < 0);
  if (wrong !== undefined) throw problem(messages.notLabels(path, name, wrong));
  return Int32Array.from(data);
}

const problem = (diagnostic: ReturnType<typeof messages.fileMissing>): InfoplaneError =>
  new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
