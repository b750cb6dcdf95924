import type { RunView } from "@infoplane/contracts";
import { memoize } from "./memoize.ts";

/** Seeds that each arm was to be trained with, in the experiment's order: compared arms may have different seeds. */
export const plannedSeeds = memoize((run: RunView): ReadonlyMap<string, readonly number[]> => {
  const { arms, seeds } = run.experiment;
  return new Map(
    arms.map(({ name }) => {
      const own = new Set(run.cells.filter(({ arm }) => arm === name).map(({ seed }) => seed));
      return [name, own.size === 0 ? seeds : [...own]];
    }),
  );
});

/** The number of an arm's planned seeds. */
export function seedCount(run: RunView, arm: unknown): number {
  return plannedSeeds(run).get(String(arm))?.length ?? run.experiment.seeds.length;
}
