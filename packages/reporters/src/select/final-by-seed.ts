import type { RunView } from "@infoplane/contracts";
import type { BySeed } from "../stats/paired.ts";
import { finalRecords } from "./final-records.ts";
import { memoize } from "./memoize.ts";
import { splitRecords } from "./split-records.ts";

/** The finite final values of a quantity on a split, by arm and seed; arms in the order of the experiment. */
export function finalBySeed(run: RunView, quantity: string, split: "train" | "test"): ReadonlyMap<string, BySeed> {
  return finalsOf(run, JSON.stringify([quantity, split]));
}

const finalsOf = memoize((run: RunView, key): ReadonlyMap<string, BySeed> => {
  const [quantity = "", split] = JSON.parse(key) as string[];
  const values = new Map<string, Map<number, number>>(run.experiment.arms.map(({ name }) => [name, new Map()]));
  for (const { arm, seed, value, split: of } of finalRecords(run, splitRecords(run, quantity))) {
    if (of === split && value !== null) values.get(arm)?.set(seed, value);
  }
  return new Map([...values].filter(([, seeds]) => seeds.size > 0));
});
