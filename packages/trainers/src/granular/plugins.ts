import {
  definePlugin,
  pluginRefOr,
  type BlockSpec,
  type Grouping,
  type Module,
  type PluginUse,
  type Trainer,
  type TrainerContext,
} from "@infoplane/contracts";
import { z } from "zod";
import { cutBlocks } from "./cut.ts";
import { GranularTrainer } from "./granular-trainer.ts";
import type { Group } from "./group.ts";

const lossOption = { loss: pluginRefOr("loss", "cross-entropy").describe("loss of every group") };
const localOptions = {
  ...lossOption,
  head: pluginRefOr("head", "linear").describe("between a group's output and its local loss"),
  classifier: z
    .enum(["attached", "detached"])
    .default("attached")
    .describe(
      "attached: the last group's loss looks through the network's classifier; detached: it has a local head too, and the classifier trains on its features without touching them",
    ),
};

interface LocalOptions {
  readonly loss: PluginUse;
  readonly head: PluginUse;
  readonly classifier: "attached" | "detached";
}

/** The loss is evaluated once, at the classifier: one group of all blocks. */
export const e2e = definePlugin({
  kind: "trainer",
  name: "e2e",
  summary: "end to end: one loss at the classifier, gradients through the whole network",
  options: z.strictObject(lossOption),
  grouping: (_options, blocks) => cutBlocks(blocks, 1),
  heads: () => [],
  create: ({ loss }, context) => granular(cutBlocks(context.network.spec.blocks, 1), { loss }, context),
});

/** Every block has a local loss; no gradient crosses from one block to another. */
export const perLayer = definePlugin({
  kind: "trainer",
  name: "per-layer",
  summary: "layer-wise: a local loss for every block, no gradient between blocks",
  options: z.strictObject(localOptions),
  grouping: (_options, blocks) => everyBlock(blocks),
  heads: ({ head, loss }) => [{ head, loss }],
  create: (options, context) => granular(everyBlock(context.network.spec.blocks), options, context),
});

/** k groups of consecutive blocks of near-equal cost, a local loss each. `per-block(1)` is `e2e`. */
export const perBlock = definePlugin({
  kind: "trainer",
  name: "per-block",
  summary: "block-wise: k groups of blocks of near-equal cost, a local loss for every group",
  positional: ["groups"],
  options: z.strictObject({ groups: z.int().positive().describe("how many groups"), ...localOptions }),
  grouping: ({ groups }, blocks) => cutBlocks(blocks, groups),
  heads: ({ head, loss }) => [{ head, loss }],
  create: (options, context) => granular(cutBlocks(context.network.spec.blocks, options.groups), options, context),
});

const everyBlock = (blocks: readonly BlockSpec[]): Grouping => blocks.map((_, index) => [index]);

function granular(
  grouping: Grouping,
  options: Pick<LocalOptions, "loss"> & Partial<LocalOptions>,
  context: TrainerContext,
): Trainer {
  const { network, batches, training, schedule } = context;
  const { classifier } = network;
  const makeGroup = (name: string, blocks: readonly Module[], head: Module): Group => ({
    name,
    blocks,
    head,
    loss: context.createLoss(options.loss),
    optimizer: context.createOptimizer([...blocks, head].flatMap((module) => module.parameters)),
  });
  const detached = options.classifier === "detached";
  const groups = grouping.map((indices, place) => {
    const blocks = indices.map((index) => network.blocks[index]).filter((block) => block !== undefined);
    const last = blocks.at(-1);
    if (!last) throw new RangeError("a group of no blocks");
    const own = options.head && (detached || place < grouping.length - 1);
    const head = own ? context.createHead(options.head, last.spec, `head:${last.spec.name}`) : classifier;
    return makeGroup(last.spec.name, blocks, head);
  });
  if (detached) groups.push(makeGroup(classifier.spec.name, [], classifier));
  return new GranularTrainer({ network, batches, training, schedule, groups });
}
