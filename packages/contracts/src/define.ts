import type { OptionsSchema, PluginBase, PluginKind } from "./plugin.ts";
import type { PluginByKind } from "./registry.ts";

/** A plugin as its author writes it: without the kind, which the define function adds. */
type Written<K extends PluginKind, S extends OptionsSchema> = Omit<PluginByKind<S>[K], "kind">;

/**
 * Makes the define function of one kind. It infers the `options` of every hook from the Zod schema, and widens the
 * plugin to the type that the registry holds.
 */
function definer<K extends PluginKind>(kind: K): <S extends OptionsSchema>(plugin: Written<K, S>) => PluginByKind[K] {
  return (plugin) => ({ ...plugin, kind }) as unknown as PluginByKind[K];
}

/**
 * A data set: `dataset bars(train: 256)`. Contract: {@link DatasetPlugin}. A module from outside exports its plugins as
 * `plugins`, and an experiment names the module with `use`.
 *
 * ```ts
 * export const bars = defineDataset({
 *   name: "bars",
 *   summary: "bars across or upright, 8x8x1, generated",
 *   options: z.strictObject({ train: z.int().min(2).default(256).describe("training samples") }),
 *   facts: () => ({ input: [8, 8, 1], classes: 2 }),
 *   create: async (options, context) => (await import("./draw-bars.ts")).drawBars(options, context),
 * });
 * export const plugins: Plugin[] = [bars];
 * ```
 */
export const defineDataset = definer("dataset");
/**
 * A random change of training images: `augment invert(0.2)`. Contract: {@link AugmentationPlugin}.
 *
 * ```ts
 * export const invert = defineAugmentation({
 *   name: "invert",
 *   summary: "the negative of the image at random",
 *   options: z.strictObject({ probability: z.number().min(0).max(1).default(0.5) }),
 *   positional: ["probability"],
 *   create: ({ probability }) => (from, into, random) =>
 *     into.set(random() < probability ? from.map((value) => 255 - value) : from),
 * });
 * ```
 */
export const defineAugmentation = definer("augmentation");
/**
 * A layer: `block { conv 32; leaky 0.1 }`. Contract: {@link LayerPlugin}; a test: `checkLayer` of
 * `@infoplane/contracts/test`.
 *
 * ```ts
 * export const leaky = defineLayer({
 *   name: "leaky",
 *   summary: "x, or slope x where x is negative",
 *   options: z.strictObject({ slope: z.number().min(0).default(0.01) }),
 *   positional: ["slope"],
 *   shape: (_, input) => input,
 *   cost: (_, input) => ({ parameters: 0, flops: sizeOf(input), activations: sizeOf(input) }),
 *   create: ({ slope }, { tf }) => ({ weights: [], apply: (x) => tf.leakyRelu(x, slope) }),
 * });
 * ```
 */
export const defineLayer = definer("layer");
/**
 * A preset: `architecture small(filters: 32)`. Contract: {@link ArchitecturePlugin}.
 *
 * ```ts
 * export const small = defineArchitecture({
 *   name: "small",
 *   summary: "one convolutional block",
 *   options: z.strictObject({ filters: z.int().positive().default(16) }),
 *   expand: ({ filters }, { classes }) => ({
 *     blocks: [{ layers: [{ layer: "conv", options: { filters } }, { layer: "relu" }] }],
 *     classifier: [{ layer: "global-avgpool" }, { layer: "dense", options: { units: classes } }],
 *   }),
 * });
 * ```
 */
export const defineArchitecture = definer("architecture");
/**
 * A local head: `per-layer(head: pooled)`. Contract: {@link HeadPlugin}.
 *
 * ```ts
 * export const pooled = defineHead({
 *   name: "pooled",
 *   summary: "global average pooling, then a dense layer",
 *   output: "logits",
 *   options: z.strictObject({}),
 *   expand: (_, { classes }) => [{ layer: "global-avgpool" }, { layer: "dense", options: { units: classes } }],
 * });
 * ```
 */
export const defineHead = definer("head");
/**
 * A loss: `e2e(loss: brier)`. Contract: {@link LossPlugin}; a test: `checkLoss` of `@infoplane/contracts/test`.
 *
 * ```ts
 * export const brier = defineLoss({
 *   name: "brier",
 *   summary: "squared distance of the probabilities from the one-hot label",
 *   options: z.strictObject({}),
 *   needs: "logits",
 *   create: (_, { tf }) => ({
 *     value: (output, labels, { classes }) =>
 *       tf.mean<Scalar>(tf.sum(tf.squaredDifference(tf.softmax(output), tf.oneHot(labels, classes)), 1)),
 *   }),
 * });
 * ```
 */
export const defineLoss = definer("loss");
/**
 * An optimizer: `train * { optimizer sign-descent(rate: 1e-3) }`. Contract: {@link OptimizerPlugin}.
 *
 * ```ts
 * export const signDescent = defineOptimizer({
 *   name: "sign-descent",
 *   summary: "moves each weight by the sign of its gradient",
 *   options: z.strictObject({ rate: z.number().positive().default(1e-3) }),
 *   create: ({ rate }, parameters, { tf }) => ({
 *     update: (gradients, scale) =>
 *       tf.tidy(() => {
 *         const steps = gradients.map((gradient) => tf.mul(tf.sign(gradient), rate * scale));
 *         parameters.forEach((one, at) => one.assign(tf.sub(one.read(), steps[at] ?? 0)));
 *       }),
 *     save: () => new Map(), // it has no state
 *     load: () => undefined,
 *     dispose: () => undefined,
 *   }),
 * });
 * ```
 */
export const defineOptimizer = definer("optimizer");
/**
 * A schedule: `train * { schedule halving(every: 5) }`. Contract: {@link SchedulePlugin}.
 *
 * ```ts
 * export const halving = defineSchedule({
 *   name: "halving",
 *   summary: "halves the rate every few epochs",
 *   options: z.strictObject({ every: z.int().positive().default(10).describe("epochs") }),
 *   create:
 *     ({ every }) =>
 *     ({ epoch }) =>
 *       0.5 ** Math.floor(epoch / every),
 * });
 * ```
 */
export const defineSchedule = definer("schedule");
/**
 * A trainer: `train mine with one-at-a-time`. Contract: {@link TrainerPlugin}; parts to make one of:
 * `@infoplane/trainers/author`; a test: `checkTrainer` of `@infoplane/trainers/test`.
 *
 * ```ts
 * export const oneAtATime = defineTrainer({
 *   name: "one-at-a-time",
 *   summary: "end-to-end loss, of which one block follows the gradient in each epoch",
 *   options: z.strictObject({ loss: pluginRefOr("loss", "cross-entropy") }),
 *   grouping: (_, blocks) => cutBlocks(blocks, 1), // from "@infoplane/trainers/author-options"
 *   heads: ({ loss }) => [{ loss }],
 *   create: async (options, context) => (await import("./training.ts")).createTrainer(options, context),
 * });
 * ```
 */
export const defineTrainer = definer("trainer");
/**
 * A metric: `measure label-nhsic(1e-4) on probe(train, 512) every 1 epoch`. Contract: {@link MetricPlugin}; a test:
 * `takeMetric` of `@infoplane/contracts/test`.
 *
 * ```ts
 * export const labelNhsic = defineMetric({
 *   name: "label-nhsic",
 *   summary: "nHSIC of the label and the output of the first block",
 *   options: z.strictObject({ eps: z.number().positive().default(1e-3).describe("regularisation") }),
 *   positional: ["eps"],
 *   needs: "probe",
 *   create: (options, { dependence }) => ({
 *     measure: async ({ x, y, blocks: [first = x] }) => [await dependence.nhsic(y, first, options)],
 *   }),
 * });
 * ```
 */
export const defineMetric = definer("metric");
/**
 * A figure, drawn in every report of an experiment that loads it with `use`. Contract: {@link FigurePlugin}.
 *
 * ```ts
 * export const lossByEpoch = defineFigure({
 *   name: "loss-by-epoch",
 *   summary: "training loss by arm",
 *   options: z.strictObject({ from: z.int().min(0).default(0).describe("first epoch") }),
 *   create: ({ from }) => ({
 *     name: "loss-by-epoch",
 *     title: "Loss by epoch",
 *     caption: () => `Training loss from epoch ${from}: a point for each cell.`,
 *     spec: (run) => lossSpec(run, from), // Vega-Lite, or undefined if there is nothing to draw
 *   }),
 * });
 * ```
 */
export const defineFigure = definer("figure");
/**
 * A reporter: `report digest`. Contract: {@link ReporterPlugin}.
 *
 * ```ts
 * export const digest = defineReporter({
 *   name: "digest",
 *   summary: "the verdicts, one line each",
 *   options: z.strictObject({}),
 *   create: () => ({
 *     async *render({ verdicts }) {
 *       yield { path: "digest.txt", content: verdicts.map(({ reason }) => `${reason}\n`).join("") };
 *     },
 *   }),
 * });
 * ```
 */
export const defineReporter = definer("reporter");
/**
 * An executor: `--executor in-order`. Contract: {@link ExecutorPlugin}.
 *
 * ```ts
 * export const inOrder = defineExecutor({
 *   name: "in-order",
 *   summary: "runs cells one after the other in this process",
 *   options: z.strictObject({}),
 *   create: (_, { runCell, signal, emit }) => ({
 *     async execute(cells) {
 *       const ended = new Map<string, CellStatus>();
 *       for (const cell of cells) ended.set(cell.hash, await runCell(cell, signal, emit));
 *       return ended;
 *     },
 *   }),
 * });
 * ```
 */
export const defineExecutor = definer("executor");

/**
 * The general form, for code that sets `kind` itself: `definePlugin({ kind: "metric", ... })`. It returns the plugin as
 * it is.
 */
export function definePlugin<K extends PluginKind, S extends OptionsSchema>(
  plugin: PluginByKind<S>[K] & PluginBase<K, S>,
): PluginByKind[K] {
  return plugin as unknown as PluginByKind[K];
}
