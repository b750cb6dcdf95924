import type { Module, TrainerContext } from "@infoplane/contracts";
import type { Unit } from "./descend.ts";
import type { Part } from "./step-trainer.ts";

/** Modules with an optimizer over all their parameters. The unit is named after the first module. */
export function createUnit(modules: readonly Module[], context: Pick<TrainerContext, "createOptimizer">): Unit {
  const parameters = modules.flatMap((module) => module.parameters);
  return { name: modules[0]?.spec.name ?? "", modules, optimizer: context.createOptimizer(parameters) };
}

/** The stateful parts of units: weights by their own names, optimizers by the unit's. */
export function partsOf(units: readonly Unit[]): (readonly [string, Part])[] {
  requireNames(units.flatMap(({ modules }) => modules));
  return units.flatMap(({ name, modules, optimizer }) => [
    ...modules.map((module) => ["network/", module] as const),
    [`optimizer/${name}/`, optimizer] as const,
  ]);
}

/** Checkpoints hold weights by name: throws when two modules share one. */
export function requireNames(modules: readonly Module[]): void {
  const names = modules.map((module) => module.spec.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two parts of the network are called ${twice}: give the block another name`);
}
