import {
  formatShape,
  LayerProblem,
  optionsOf,
  resolveBlock,
  ShapeError,
  type ArchitectureSpec,
  type BlockSpec,
  type Grouping,
  type PluginUse,
  type Span,
} from "@infoplane/contracts";
import * as messages from "../messages.ts";
import type { ArmDraft } from "./arm-drafts.ts";
import type { CheckContext } from "./context.ts";
import { callHook } from "./hook.ts";
import type { Override } from "./override.ts";
import { checkUse, type CheckedUse } from "./use.ts";

/** A learning rule against the network: how it groups the blocks, and whether heads, losses and blocks fit. */
export function checkTrainer(
  context: CheckContext,
  { name, trainer, scope }: ArmDraft,
  architecture: ArchitectureSpec | undefined,
  overrides: readonly Override[],
): CheckedUse | undefined {
  const checked = checkUse(context, "trainer", trainer, scope, overrides);
  if (!checked) return undefined;
  const plugin = context.registry.get("trainer", checked.use.name);
  const options = optionsOf(plugin, checked.use.options);
  const heads = callHook(context, plugin, "heads", trainer.span, () => plugin.heads(options)) ?? [];
  for (const pair of heads) checkPair(context, pair.head, pair.loss, trainer.span);
  if (!architecture) return checked;
  const { blocks } = architecture;
  const refused = ({ message, hint }: ShapeError) =>
    context.accept(messages.groupingRefused(trainer.span, name, message, hint));
  const groups = callHook(context, plugin, "grouping", trainer.span, () => plugin.grouping(options, blocks), refused);
  for (const { head } of groups ? heads : []) checkHead(context, head, groups ?? [], architecture, trainer.span);
  return checked;
}

function checkPair(context: CheckContext, head: PluginUse, loss: PluginUse, span: Span): void {
  const gives = context.registry.find("head", head.name)?.output;
  const needs = context.registry.find("loss", loss.name)?.needs;
  if (gives && needs && gives !== needs) {
    context.accept(messages.headDoesNotFitLoss(span, head.name, gives, loss.name, needs));
  }
}

/** The head's layers on the last block of every group. */
function checkHead(
  context: CheckContext,
  head: PluginUse,
  groups: Grouping,
  { blocks, classes }: ArchitectureSpec,
  span: Span,
): void {
  const plugin = context.registry.find("head", head.name);
  if (!plugin) return;
  for (const group of groups) {
    const block = blocks[group.at(-1) ?? -1];
    if (!block) continue;
    const problem = onBlock(block);
    if (problem) {
      context.accept(problem);
      return;
    }
  }

  function onBlock(block: BlockSpec) {
    if (!plugin) return undefined;
    try {
      const layers = plugin.expand(optionsOf(plugin, head.options), { input: block.output, classes });
      const { output } = resolveBlock(`${block.name}.head`, layers, block.output, context.registry);
      if (plugin.output === "features" || (output.length === 1 && output[0] === classes)) return undefined;
      const why = `it ends in ${formatShape(output)}, not in ${classes} class scores`;
      return messages.headDoesNotFitBlock(span, head.name, block.name, why);
    } catch (error) {
      if (error instanceof LayerProblem || error instanceof ShapeError) {
        return messages.headDoesNotFitBlock(span, head.name, block.name, error.message, error.hint);
      }
      const why = error instanceof Error ? error.message : String(error);
      return messages.pluginFailed(span, "head", head.name, "expand", why);
    }
  }
}
