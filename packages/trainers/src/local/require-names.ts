import type { Module } from "@infoplane/contracts";

/** Checkpoints hold weights by name: throws when two modules have the same. */
export function requireNames(modules: readonly Module[]): void {
  const names = modules.map((module) => module.spec.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two parts of the network are called ${twice}: give the block another name`);
}
