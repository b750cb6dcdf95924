import type { RunView } from "@infoplane/contracts";
import { seedsOf } from "../format/seeds-of.ts";
import { plannedSeeds } from "./planned-seeds.ts";

/**
 * What a mean was taken over, from the number of seeds behind each point: `mean over 3 of 3 seeds`, `one seed`, or, if
 * the points differ, `mean over the seeds that reached an epoch (1 to 3 of 3 seeds)`. Out of those planned.
 */
export function meanOver(
  run: RunView,
  points: readonly { readonly seeds: number }[],
  which = "reached an epoch",
): string {
  const counts = points.map(({ seeds }) => seeds);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const planned = Math.max(...[...plannedSeeds(run).values()].map(({ length }) => length));
  if (points.length === 0) return `mean over ${seedsOf(0, planned)}`;
  if (fewest < most) return `mean over the seeds that ${which} (${fewest} to ${seedsOf(most, planned)})`;
  return planned === 1 ? "one seed" : `${most === 1 ? "" : "mean over "}${seedsOf(most, planned)}`;
}
