import {
  formatShape,
  LayerError,
  optionsOf,
  reasonOf,
  resolveBlock,
  ShapeError,
  sizeOf,
  type ArchitectureSpec,
  type BlockSpec,
  type Grouping,
  type HeadLoss,
  type HeadOutput,
  type HeadTask,
  type PluginRef,
  type Shape,
  type Span,
} from "@infoplane/contracts";
import * as messages from "../messages.ts";
import type { ArmDraft } from "./arm-drafts.ts";
import type { CheckContext } from "./context.ts";
import { callHook } from "./hook.ts";
import type { Override } from "./override.ts";
import { checkRef, type CheckedRef } from "./plugin-ref.ts";

/** Checks a learning rule against the network: how it groups the blocks, and whether heads, losses and blocks fit. */
export function checkTrainer(
  context: CheckContext,
  { name, trainer, scope }: ArmDraft,
  architecture: ArchitectureSpec | undefined,
  overrides: readonly Override[],
): CheckedRef | undefined {
  const checked = checkRef(context, "trainer", trainer, scope, overrides);
  if (!checked) return undefined;
  const plugin = context.registry.get("trainer", checked.ref.name);
  const options = optionsOf(plugin, checked.ref.options);
  const heads = callHook(context, plugin, "heads", trainer.span, () => plugin.heads(options)) ?? [];
  for (const pair of heads) checkPair(context, pair, checked.ref, trainer.span);
  if (!architecture) return checked;
  const { blocks } = architecture;
  const refused = ({ message, hint }: ShapeError) =>
    context.accept(messages.groupingRefused(trainer.span, name, message, hint));
  const groups = callHook(context, plugin, "grouping", trainer.span, () => plugin.grouping(options, blocks), refused);
  for (const pair of groups ? heads : []) checkHead(context, pair, groups ?? [], architecture, trainer.span);
  return checked;
}

function checkPair(
  context: CheckContext,
  { head, loss }: HeadLoss,
  { name: trainer, options }: PluginRef,
  span: Span,
): void {
  const needs = context.registry.find("loss", loss.name)?.needs;
  if (!needs) return;
  const fitting = context.registry.names("head").filter((name) => context.registry.get("head", name).output === needs);
  if (!head) {
    if (needs === "logits") return;
    const takesHead = "head" in context.registry.get("trainer", trainer).options.shape;
    const problem = { loss: loss.name, needs, trainer, fitting: takesHead ? fitting : [] };
    context.accept(messages.lossNeedsHead(span, problem));
    return;
  }
  const gives = context.registry.find("head", head.name)?.output;
  if (!gives || gives === needs) return;
  const named = (use: PluginRef) =>
    Object.keys(options).findLast((key) => (options[key] as Partial<PluginRef> | null)?.name === use.name);
  const option = named(loss);
  if (named(head) === undefined && option !== undefined) {
    // The rule itself fixes where this loss is evaluated: another head can't be requested.
    const losses = context.registry.names("loss").filter((name) => context.registry.get("loss", name).needs === gives);
    context.accept(messages.lossDoesNotFit(span, { trainer, option, gives, loss: loss.name, needs, fitting: losses }));
  } else {
    context.accept(messages.headDoesNotFitLoss(span, { head: head.name, gives, loss: loss.name, needs, fitting }));
  }
}

/** The head's layers on the last block of every group. */
function checkHead(
  context: CheckContext,
  { head, loss }: HeadLoss,
  groups: Grouping,
  { blocks, classes, input }: ArchitectureSpec,
  span: Span,
): void {
  const plugin = head && context.registry.find("head", head.name);
  if (!plugin) return;
  const compared = context.registry.find("loss", loss.name);
  for (const group of groups) {
    const [first, last] = [blocks[group[0] ?? -1], blocks[group.at(-1) ?? -1]];
    if (!first || !last) continue;
    const problem = onBlock(last, first.input);
    if (problem) {
      context.accept(problem);
      return;
    }
  }

  function onBlock(block: BlockSpec, groupInput: Shape) {
    if (!plugin) return undefined;
    try {
      const target = compared?.target?.(optionsOf(compared, loss.options), { input, groupInput });
      const task = { input: block.output, classes, ...(target && { target }) };
      const layers = plugin.expand(optionsOf(plugin, head.options), task);
      const { output } = resolveBlock(`${block.name}.head`, layers, block.output, context.registry);
      const why = misfit(plugin.output, output, task);
      return why === undefined ? undefined : messages.headDoesNotFitBlock(span, head.name, block.name, why);
    } catch (error) {
      if (error instanceof LayerError || error instanceof ShapeError) {
        return messages.headDoesNotFitBlock(span, head.name, block.name, error.message, error.hint);
      }
      const why = reasonOf(error);
      return messages.pluginFailed(span, "head", head.name, "expand", why);
    }
  }
}

/** Why a head's output is not what it promises; undefined if it is. */
function misfit(gives: HeadOutput, output: Shape, { classes, target }: HeadTask): string | undefined {
  if (gives === "logits" && !(output.length === 1 && output[0] === classes)) {
    return `it ends in ${formatShape(output)}, not in ${classes} class scores`;
  }
  if (gives === "reconstruction" && target && sizeOf(output) !== sizeOf(target)) {
    return `it ends in ${formatShape(output)}, but ${formatShape(target)} must be reconstructed`;
  }
  return undefined;
}
