import { writeValue, type BlockSpec, type CellSpec, type Json, type LayerSpec } from "@infoplane/contracts";
import { difference } from "./arm-difference.ts";

/** One setting in which a cell differs from another, in the words of the language: `optimizer.rate 2e-3 -> 5e-3`. */
export interface CellChange {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

type Declared = Pick<CellSpec, "dataset" | "architecture" | "training"> & { readonly threads?: number | undefined };

/** Every setting that decides a cell's weights in which two declarations differ; the seed is ignored. */
export function cellChanges(before: Declared, now: Declared): CellChange[] {
  // Cells of older versions don't record their threads.
  const known = before.threads === undefined ? { ...now, threads: undefined } : now;
  return difference("", declared(before), declared(known)).map(({ path, left, right }) => ({
    path: wordsOf(path),
    from: textOf(left),
    to: textOf(right),
  }));
}

/** `optimizer.rate 2e-3 -> 5e-3, epochs 2 -> 3`. */
export function formatChanges(changes: readonly CellChange[]): string {
  return changes.map(({ path, from, to }) => `${path} ${from} -> ${to}`).join(", ");
}

/** As the experiment writes it: plugin options next to their names, blocks by name. */
function declared({ dataset, architecture, training, threads }: Declared): object {
  const { trainer, ...settings } = training;
  const { name, options, batch, augment, labelNoise } = dataset;
  return {
    dataset: { name, options },
    "dataset.batch": batch,
    "dataset.augment": augment.length > 0 ? augment : undefined,
    "dataset.label-noise": labelNoise,
    architecture: architectureOf(architecture),
    with: trainer,
    ...settings,
    threads,
  };
}

/** Networks with different blocks differ as a whole; those with the same blocks differ layer by layer. */
function architectureOf({ name, input, classes, blocks, classifier }: CellSpec["architecture"]): object {
  const own = [...blocks, classifier];
  return {
    name: `${name} (${blocks.length} blocks)`,
    options: { input, classes, ...Object.fromEntries(own.map(layersOf)) },
  };
}

function layersOf({ name, layers }: BlockSpec): [string, object] {
  const kinds = layers.map(({ layer }) => layer).join("; ");
  const options = Object.fromEntries(layers.map((layer, index) => [`${layer.layer}#${index + 1}`, optionsOf(layer)]));
  return [name, { name: kinds, options }];
}

function optionsOf({ options, inner }: LayerSpec): object {
  const roles = Object.entries(inner ?? {}).map(([role, layers]) => {
    return [role, Object.fromEntries(layers.map((layer, index) => [`${layer.layer}#${index + 1}`, optionsOf(layer)]))];
  });
  return { ...options, ...(Object.fromEntries(roles) as object) };
}

/** `.with.options.head` becomes `with.head`; layers are numbered only if their block has several. */
function wordsOf(path: string): string {
  return path
    .replace(/^\./, "")
    .replaceAll(/\.options(?=\.|$)/g, "")
    .replaceAll(/#1(?=\.|$)/g, "");
}

function textOf(value: unknown): string {
  if (value === undefined) return "none";
  if (typeof value === "number" && value !== 0 && Math.abs(value) < 0.01)
    return value.toExponential().replace("e+", "e");
  if (typeof value === "object" && value !== null && "name" in value && typeof value.name === "string") {
    // Networks and blocks are described by their contents, a replaced plugin by its options.
    const options = "options" in value ? Object.keys(value.options ?? {}) : [];
    if (value.name.includes(" ") || options.some((key) => key.includes("#"))) return value.name;
  }
  return writeValue(value as Json);
}
