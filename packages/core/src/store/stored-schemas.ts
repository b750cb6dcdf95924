import { z, type CellSpec, type Experiment, type Manifest, type MeasureSpec } from "@infoplane/contracts";
import type { ZodType } from "zod";
import type { Archives } from "./archive-end.ts";
import type { CompactPlan } from "./compact-plan.ts";

// What readers rely on, in this version and earlier ones; everything else in a file stays as it is read.

const text = z.string();
const count = z.int().nonnegative();
const shape = z.array(z.number());
/** Gives what a schema accepts the type of the contracts. */
const asWritten = <T>(schema: ZodType): ZodType<T> => schema as ZodType<T>;

const use = z.looseObject({ name: text, options: z.record(text, z.unknown()) });
const layers: ZodType = z.array(z.looseObject({ layer: text, input: shape, output: shape }));
const block = z.looseObject({ name: text, layers, input: shape, output: shape });
const architecture = z.looseObject({
  name: text,
  input: shape,
  classes: count,
  blocks: z.array(block),
  classifier: block,
});
const training = z.looseObject({ trainer: use, optimizer: use, schedule: use, epochs: z.int().min(0).max(1_000_000) });
const dataset = use.extend({
  facts: z.looseObject({ input: shape, classes: count }),
  batch: count,
  augment: z.array(use),
});
const when = z.union([
  z.literal("end"),
  z.looseObject({ every: z.int().positive() }),
  z.looseObject({ at: z.array(count) }),
]);
const measures = z.array(use.extend({ label: text, when }));
/** Claims of stores up to format 3 choose a block by `layer`, and go over `layers`. */
const quantity = z.looseObject({
  text,
  name: text,
  arm: text,
  selector: z
    .record(text, z.unknown())
    .transform(({ layer, ...rest }) => (layer === undefined ? rest : { ...rest, block: layer })),
  over: z
    .looseObject({
      axis: z.enum(["epochs", "blocks", "layers"]).transform((axis) => (axis === "layers" ? "blocks" : axis)),
    })
    .exactOptional(),
});
const side = z.looseObject({
  text,
  constant: z.number(),
  terms: z.array(z.looseObject({ sign: z.union([z.literal(1), z.literal(-1)]), quantity })),
});

/** `experiment.json`. */
export const experimentSchema = asWritten<Experiment>(
  z.looseObject({
    name: text,
    uses: z.array(text),
    seeds: z.array(z.int()),
    dataset,
    architecture,
    arms: z.array(z.looseObject({ name: text, training, architecture: architecture.exactOptional() })),
    measures,
    claims: z.array(z.looseObject({ text, left: side, relation: z.enum([">", "<", "~"]), right: side })),
    reports: z.array(use),
    figures: z.array(use).exactOptional(),
  }),
);

/** The name of a cell, and of its folder. */
const cellHash = z.string().regex(/^[0-9a-f]{16}$/, "not the hash of a cell: 16 hexadecimal digits");

/** `plan.json`; the first versions wrote whole cells into it. */
export const planSchema = asWritten<CompactPlan>(
  z.looseObject({
    experiment: text,
    source: text.exactOptional(),
    definition: text.exactOptional(),
    cells: z.array(z.looseObject({ hash: cellHash, arm: text, seed: z.int(), training: training.exactOptional() })),
  }),
);

/** `manifest.json`. */
export interface StoredManifest extends Manifest {
  /** The check of the `plan.json` that it belongs to. Absent in older runs. */
  readonly plan?: string;
}

export const manifestSchema = asWritten<StoredManifest>(
  z.looseObject({
    infoplane: text,
    started: text,
    command: z.array(text),
    engine: z.looseObject({ name: text, library: text, device: text, threads: count }),
    node: text,
    platform: text,
    host: z.looseObject({ cpu: text, cores: z.number(), memoryBytes: z.number() }),
    dataset: z.looseObject({ name: text, source: text, digest: text, train: count, test: count }),
    warnings: z.array(text),
    plan: text.exactOptional(),
  }),
);

/** What a run is about. */
export interface Definition {
  readonly experiment: Experiment;
  /** The experiment as it was written. */
  readonly source: string;
  readonly plan: CompactPlan;
  /** Absent in a file that an older version left. */
  readonly manifest?: Manifest;
}

/** `next.json`. */
export const definitionSchema = asWritten<Definition>(
  z.object({
    experiment: experimentSchema,
    source: text,
    plan: planSchema,
    manifest: manifestSchema.exactOptional(),
  }),
);

/** A cell and the measures of its records. */
export interface StoredSpec extends CellSpec {
  readonly measures: readonly MeasureSpec[];
  /** Absent if there are none, and in older stores. */
  readonly archives?: Archives;
}

/** `spec.json` of the cell with this hash. */
export const specSchema = (hash: string): ZodType<StoredSpec> =>
  asWritten<StoredSpec>(
    z.looseObject({
      hash: z.literal(hash, `not the specification of the cell ${hash}`),
      arm: text,
      seed: z.int(),
      dataset,
      architecture,
      training,
      measures,
      archives: z.record(text, z.array(z.object({ lines: count, sum: text }))).exactOptional(),
    }),
  );
