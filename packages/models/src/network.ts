import {
  optionsOf,
  resolveBlock,
  type ArchitectureSpec,
  type BlockSpec,
  type Module,
  type Network,
  type PluginRef,
  type Shape,
} from "@infoplane/contracts";
import { createModule, type ModuleContext } from "./module.ts";

/** The network with fresh weights from the run's seed. The caller disposes its modules. */
export function createNetwork(spec: ArchitectureSpec, context: ModuleContext): Network {
  return {
    spec,
    blocks: spec.blocks.map((block) => createModule(block, context)),
    classifier: createModule(spec.classifier, context),
  };
}

/** A local head on a block's output. Same seed and name: same initial weights. The caller disposes it. */
export function createHead(
  use: PluginRef,
  on: BlockSpec,
  task: { readonly name: string; readonly classes: number; readonly target?: Shape },
  context: ModuleContext,
): Module {
  const { registry } = context;
  const plugin = registry.get("head", use.name);
  const { name, ...made } = task;
  const drafts = plugin.expand(optionsOf(plugin, use.options), { input: on.output, ...made });
  return createModule(resolveBlock(name, drafts, on.output, registry), context);
}
