import {
  optionsOf,
  resolveBlock,
  type ArchitectureSpec,
  type ArmSpec,
  type BlockSpec,
  type LayerSpec,
  type Span,
} from "@infoplane/contracts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";

/** With fewer samples, statistics over the batch say little about the data. */
const fewSamples = 8;

/**
 * Checks each arm's statistics over the batch: refused if over one value, which is its own mean, so that no information
 * about the sample passes; a warning if the parts of a batch have fewer than 8 samples. One diagnostic per arm.
 */
export function checkBatchValues(
  context: CheckContext,
  arms: readonly ArmSpec[],
  architecture: ArchitectureSpec,
  batch: number,
): void {
  for (const arm of arms) {
    const { name, training } = arm;
    const isInParts = context.registry.get("trainer", training.trainer.name).accumulates;
    const parts = isInParts ? Math.min(training.accumulate ?? 1, batch) : 1;
    const samples = Math.floor(batch / parts);
    if (samples >= fewSamples) continue;
    const views = Math.max(
      1,
      ...headsOf(context, arm).map(({ loss }) => context.registry.find("loss", loss.name)?.views ?? 1),
    );
    const layers = layersOf(context, arm, architecture).filter(({ values }) => values !== undefined);
    const smallest = layers.toSorted((a, b) => (a.values ?? 0) - (b.values ?? 0))[0];
    if (!smallest) continue;
    const values = { batch, parts, samples };
    const setting = parts > 1 ? `arms.${name}.training.accumulate` : "dataset.batch";
    const isOne = samples * views * (smallest.values ?? 0) < 2;
    const message = isOne ? messages.oneBatchValue : messages.fewBatchValues;
    context.accept(message(spanOf(context, setting), name, smallest.layer, values));
  }
}

function spanOf({ origins }: CheckContext, path: string): Span | undefined {
  const origin = origins[path];
  return origin && "span" in origin ? origin.span : undefined;
}

/** The heads of an arm. */
function headsOf({ registry }: CheckContext, { training: { trainer } }: ArmSpec) {
  const plugin = registry.get("trainer", trainer.name);
  // Whatever a hook throws is reported where the trainer is checked.
  return quietly(() => plugin.heads(optionsOf(plugin, trainer.options))) ?? [];
}

/** The blocks with a head: the last one of each group. */
function groupEnds(
  { registry }: CheckContext,
  { training: { trainer } }: ArmSpec,
  blocks: readonly BlockSpec[],
): BlockSpec[] {
  const plugin = registry.get("trainer", trainer.name);
  const groups = quietly(() => plugin.grouping(optionsOf(plugin, trainer.options), blocks)) ?? [];
  return groups.flatMap((group) => blocks[group.at(-1) ?? -1] ?? []);
}

function quietly<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}

interface Statistics {
  readonly layer: string;
  /** How many values a sample contributes to a statistic; undefined if the layer takes none over the batch. */
  readonly values: number | undefined;
}

/** All layers of an arm's network and heads, each with what it takes statistics over. */
function layersOf(
  context: CheckContext,
  arm: ArmSpec,
  { blocks, classifier, ...task }: ArchitectureSpec,
): Statistics[] {
  const ends = groupEnds(context, arm, blocks);
  const heads = headsOf(context, arm).flatMap(({ head }) =>
    head ? ends.flatMap((block) => headOn(context, head, block, task) ?? []) : [],
  );
  return [...blocks, classifier, ...heads].flatMap(({ name, layers }) =>
    layers.flatMap((layer) => statisticsOf(context, name, layer)),
  );
}

function headOn(
  { registry }: CheckContext,
  head: ArmSpec["training"]["trainer"],
  block: BlockSpec,
  { classes, input }: Pick<ArchitectureSpec, "classes" | "input">,
): BlockSpec | undefined {
  const plugin = registry.find("head", head.name);
  return quietly(() => {
    if (!plugin) return undefined;
    const drafts = plugin.expand(optionsOf(plugin, head.options), { input: block.output, classes, target: input });
    return resolveBlock(`${block.name}.head`, drafts, block.output, registry);
  });
}

function statisticsOf(context: CheckContext, block: string, spec: LayerSpec): Statistics[] {
  const plugin = context.registry.find("layer", spec.layer);
  const inner = Object.values(spec.inner ?? {}).flat();
  const own = plugin?.batchValues?.(optionsOf(plugin, spec.options), spec.input);
  return [
    { layer: `${spec.layer} in ${block}`, values: own },
    ...inner.flatMap((layer) => statisticsOf(context, block, layer)),
  ];
}
