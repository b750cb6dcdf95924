import type { Grouping, BlockSpec, Module, Network, Position, TrainerContext } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Unit } from "./descend.ts";
import type { Part } from "./step-trainer.ts";

/** Every block on its own. */
export const everyBlock = (blocks: readonly BlockSpec[]): Grouping => blocks.map((_, index) => [index]);

/** Modules with an optimizer over their parameters, called after the last of them. */
export function createUnit(modules: readonly Module[], context: Pick<TrainerContext, "createOptimizer">): Unit {
  const parameters = modules.flatMap((module) => module.parameters);
  return { name: modules.at(-1)?.spec.name ?? "", modules, optimizer: context.createOptimizer(parameters) };
}

/** The parts of units with a state: weights by their own names, optimizers by the unit's. */
export function partsOf(units: readonly Unit[]): (readonly [string, Part])[] {
  return units.flatMap(({ name, modules, optimizer }) => [
    ...modules.map((module) => ["network/", module] as const),
    [`optimizer/${name}/`, optimizer] as const,
  ]);
}

/** The network as it is declared, in evaluation mode: class scores [n, classes], new. x is borrowed. */
export function classScores({ blocks, classifier }: Network, x: Tensor, at: Position): Tensor {
  const mode = { training: false, at };
  return tensors().tidy(() => [...blocks, classifier].reduce((value, module) => forward(module, value, mode), x));
}

/** [n, ...] -> [n, d], sharing the values. */
export function rows(x: Tensor): Tensor {
  return tensors().reshape(x, [x.shape[0], -1]);
}
