import { readFile } from "node:fs/promises";
import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { digestOf } from "./digest-of.ts";
import type { MomentPlace } from "./find-moments.ts";
import type { Moment, Roles } from "./moment.ts";
import { openActivations, type NumberArray } from "./read-activations.ts";

/**
 * Looks at all arrays of a moment, one after the other, and keeps none but the labels. `fromFile`: labels that are no array.
 * Throws InfoplaneError for what is not there, or not of as many samples as there are labels.
 */
export async function readMoment(
  { path, epoch, seed, isDirectory }: MomentPlace & { readonly seed: number },
  roles: Roles,
  fromFile: Int32Array | undefined,
): Promise<Moment> {
  const arrays = await openActivations(path, isDirectory);
  const { names } = arrays;
  const chosen = roles.layers ?? names.filter((name) => name !== roles.labels && name !== roles.input);
  const asked = [...(fromFile ? [] : [roles.labels]), ...(roles.input === undefined ? [] : [roles.input]), ...chosen];
  const absent = asked.find((name) => !names.includes(name));
  if (absent !== undefined) throw problem(messages.noArray(path, absent, names));
  if (chosen.length === 0) throw problem(messages.noActivations(path, "no array is left for the layers"));
  const labels = fromFile ?? wholeNumbers(await arrays.read(roles.labels), path, roles.labels);
  const samples = labels.length;
  const notFinite: { readonly name: string; readonly count: number }[] = [];
  const look = async (name: string, called = name) => {
    const { shape, data } = await arrays.read(name);
    if (shape[0] !== samples) throw problem(messages.otherSamples(path, name, shape[0] ?? 0, samples));
    const count = data.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
    if (count > 0) notFinite.push({ name: called, count });
    return { name, shape: shape.slice(1), digest: digestOf([data]) };
  };
  const layers: Awaited<ReturnType<typeof look>>[] = [];
  for (const name of chosen) layers.push(await look(name));
  const input = roles.input === undefined ? undefined : await look(roles.input, "the input");
  return {
    path,
    seed,
    epoch,
    samples,
    labels,
    ...(input && { input: input.shape }),
    layers: layers.map(({ name, shape }) => ({ name, shape })),
    digests: {
      labels: digestOf([labels]),
      ...(input && { input: input.digest }),
      layers: digestOf(layers.map(({ digest }) => digest)),
    },
    notFinite,
    open: async () => {
      const opened = await openActivations(path, isDirectory);
      return {
        input: () => (roles.input === undefined ? Promise.resolve(undefined) : opened.read(roles.input)),
        layer: (name) => opened.read(name),
      };
    },
  };
}

/** Labels of a text file, an integer a line. Throws InfoplaneError. */
export async function readLabelFile(file: string): Promise<Int32Array> {
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

const problem = (diagnostic: Diagnostic): InfoplaneError => new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
