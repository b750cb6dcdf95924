import { bandOf, type Spread } from "../../stats/spread.ts";
import type { Group } from "../../stats/summarise-by.ts";
import type { ProfileRow } from "./depth-profile.ts";

/** A summary over the seeds of one block at one epoch as a point of a profile. Depth 0 without a block: the network. */
export function profileRow(
  quantity: string,
  group: Group<"arm" | "block" | "depth" | "epoch">,
  spread: Spread,
): ProfileRow {
  return {
    quantity,
    arm: String(group.arm),
    block: String(group.block ?? group.depth ?? ""),
    depth: Number(group.depth ?? 0),
    epoch: Number(group.epoch),
    seeds: group.n,
    mean: group.mean,
    ...bandOf(group, spread),
  };
}
