import { exitCodes, InfoplaneError, type Diagnostic } from "@infoplane/contracts";
import { countEndings } from "@infoplane/data";
import { messages } from "../messages.ts";
import { readText } from "../experiment/read-text.ts";
import { digestOf } from "./digest-of.ts";
import type { ExportedEpoch, Roles } from "./exported-epoch.ts";
import type { When } from "./epochs-of.ts";
import { withActivations, type ActivationsPlace, type ExportedArrays } from "./with-activations.ts";

/** An export with known seed, epoch and place. */
export interface SeededPlace extends ActivationsPlace {
  readonly seed: number;
  readonly when: When;
  /** What is next to it, in sentences. */
  readonly leftOut: readonly string[];
}

/**
 * Examines all arrays of an export one by one, and keeps only the labels; headers are checked against the number of
 * labels before values are read. `fromFile`: labels that are not an array. Unless layers are named, scalars and texts
 * next to them are left out, and this is reported. Throws InfoplaneError for what is missing, or has not as many
 * samples as there are labels.
 */
export async function readEpoch(
  place: SeededPlace,
  roles: Roles,
  fromFile: Int32Array | undefined,
): Promise<ExportedEpoch> {
  return withActivations(place, (arrays) => epochOf(place, arrays, roles, fromFile));
}

async function epochOf(
  place: SeededPlace,
  arrays: ExportedArrays,
  roles: Roles,
  fromFile: Int32Array | undefined,
): Promise<ExportedEpoch> {
  const { path, seed, when } = place;
  const { names } = arrays;
  if (names.length === 0) throw problem(messages.noActivations(path, "it holds no arrays"));
  const asked = [...(fromFile ? [] : [roles.labels]), ...(roles.input === undefined ? [] : [roles.input])];
  const absent = [...asked, ...(roles.layers ?? [])].find((name) => !names.includes(name));
  if (absent !== undefined) throw problem(messages.noArray(path, absent, names));
  const samples = fromFile?.length ?? (await countLabels(arrays, path, roles.labels));
  if (samples === 0) throw problem(messages.noActivations(path, `there are no labels in ${roles.labels}`));
  const { chosen, left } = roles.layers
    ? { chosen: roles.layers, left: [] }
    : await layersAmong(arrays, new Set([...asked, roles.labels]), samples);
  if (chosen.length === 0) {
    throw problem(messages.noActivations(path, ["no array is left for the layers", ...left].join("; ")));
  }
  const taken = [...chosen, ...(roles.input === undefined ? [] : [roles.input])];
  for (const name of taken) await refuseOther(arrays, { path, name, samples });
  const labels = fromFile ?? wholeNumbers(await arrays.exact(roles.labels), path, roles.labels);
  const notFinite: { readonly name: string; readonly count: number }[] = [];
  const look = async (name: string, called = name) => {
    const { shape, data } = await arrays.read(name);
    const count = data.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
    if (count > 0) notFinite.push({ name: called, count });
    return { name, shape: shape.slice(1), digest: digestOf([data]) };
  };
  const layers: Awaited<ReturnType<typeof look>>[] = [];
  for (const name of chosen) layers.push(await look(name));
  const input = roles.input === undefined ? undefined : await look(roles.input, "the input");
  const others = arrays.others.length > 0 ? [messages.passedOver(path, [countEndings(arrays.others)])] : [];
  return {
    path,
    seed,
    epoch: when.epoch,
    counted: when.counted,
    ...(when.step !== undefined && { step: when.step }),
    samples,
    labels,
    ...(input && { input: input.shape }),
    layers: layers.map(({ name, shape }) => ({ name, shape })),
    leftOut: [...place.leftOut, ...others, ...left],
    digests: {
      labels: digestOf([labels]),
      ...(input && { input: input.digest }),
      layers: digestOf(layers.map(({ digest }) => digest)),
    },
    notFinite,
    withArrays: (use) =>
      withActivations(place, (opened) =>
        use({
          input: () => (roles.input === undefined ? Promise.resolve(undefined) : opened.read(roles.input)),
          layer: (name) => opened.read(name),
        }),
      ),
  };
}

/** All arrays without another role; what can't be a layer is left out, and this is reported. */
async function layersAmong(arrays: ExportedArrays, others: ReadonlySet<string>, samples: number) {
  const chosen: string[] = [];
  const left: string[] = [];
  for (const name of arrays.names.filter((one) => !others.has(one))) {
    const { shape, foreign } = await arrays.info(name);
    const isSingle = shape.length === 0 || (sizeOf(shape) === 1 && samples > 1);
    if (foreign || isSingle) left.push(`${name} (${foreign?.what ?? "one value"})`);
    else chosen.push(name);
  }
  return { chosen, left: left.length > 0 ? [messages.leftOut(left)] : [] };
}

async function refuseOther(
  arrays: ExportedArrays,
  { path, name, samples }: { readonly path: string; readonly name: string; readonly samples: number },
): Promise<void> {
  const { shape, foreign } = await arrays.info(name);
  if (foreign) throw problem(messages.notNumbers(path, name, foreign.what, foreign.hint));
  const [rows] = shape;
  if (rows === undefined) {
    throw problem(messages.notNumbers(path, name, "one value", "the array of a layer has one row per sample"));
  }
  if (rows !== samples) throw problem(messages.otherSamples(path, name, rows, samples));
}

/** From the header. */
async function countLabels(arrays: ExportedArrays, path: string, name: string): Promise<number> {
  const { shape, foreign } = await arrays.info(name);
  if (foreign) throw problem(messages.notNumbers(path, name, foreign.what, foreign.hint));
  const [rows = 1] = shape;
  if (sizeOf(shape) !== rows) throw problem(messages.oneHotLabels(path, name, shape));
  return rows;
}

/** For a text file of labels: far more than the samples whose measures fit into memory. */
const mostLabelBytes = 2 ** 28;

/** Labels from a text file, one integer per line. Throws InfoplaneError. */
export async function readLabelFile(file: string): Promise<Int32Array> {
  const words = (await readText(file, mostLabelBytes)).split(/\s+/).filter((word) => word !== "");
  return wholeNumbers(Float64Array.from(words, Number), file, "labels");
}

function wholeNumbers(values: Float64Array, path: string, name: string): Int32Array {
  const wrong = values.find((value) => !Number.isInteger(value) || value < 0 || value > 2 ** 31 - 1);
  if (wrong !== undefined) throw problem(messages.notLabels(path, name, wrong));
  return Int32Array.from(values);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

const problem = (diagnostic: Diagnostic): InfoplaneError => new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
