import {
  optionsOf,
  Registry,
  resolveBlock,
  type ArchitectureSpec,
  type LayerDraft,
  type Shape,
} from "@infoplane/contracts";
import { modelPlugins } from "../plugins.ts";

export const registry = new Registry().add(modelPlugins, "@infoplane/models");

/** A preset, resolved for an input. */
export function preset(name: string, options: object, input: Shape, classes = 10): ArchitectureSpec {
  const plugin = registry.get("architecture", name);
  const draft = plugin.expand(optionsOf(plugin, options), { input, classes });
  let shape = input;
  const blocks = draft.blocks.map(({ name: own, layers }, index) => {
    const block = resolveBlock(own ?? `block${index + 1}`, layers, shape, registry);
    shape = block.output;
    return block;
  });
  return { name, input, classes, blocks, classifier: resolveBlock("classifier", draft.classifier, shape, registry) };
}

export function parametersOf({ blocks, classifier }: ArchitectureSpec): number {
  return [...blocks, classifier].reduce((sum, { cost }) => sum + cost.parameters, 0);
}

/** One block of layers given by name. */
export function block(input: Shape, ...layers: readonly (LayerDraft | string)[]) {
  const drafts = layers.map((layer) => (typeof layer === "string" ? { layer } : layer));
  return resolveBlock("block1", drafts, input, registry);
}
