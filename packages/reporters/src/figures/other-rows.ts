import type { RunRecord, RunView } from "@infoplane/contracts";
import { drawnValue, nameOf } from "../select/other-measures.ts";
import { memoize } from "../select/memoize.ts";
import { thinEpochs } from "../select/thin-epochs.ts";
import type { Spread } from "../stats/spread.ts";
import { summariseBy } from "../stats/summarise-by.ts";
import type { ProfileRow } from "./parts/depth-profile.ts";
import { profileRow } from "./parts/profile-row.ts";

/** More panels than this are too many. */
const mostPanels = 12;

export interface OtherRows {
  /** `depth` is 0 and `block` empty for a number of the network. */
  readonly rows: readonly ProfileRow[];
  /** A sentence on the omitted measures, or empty. Starts with a space. */
  readonly omitted: string;
}

/** One row per measure, arm, block and drawn epoch, for the first twelve measures. */
export const otherRows = memoize((records: readonly RunRecord[], spread: string): OtherRows => {
  const names = [...new Set(records.map(nameOf))];
  const drawn = new Set(names.slice(0, mostPanels));
  const columns = ["quantity", "split", "arm", "block", "depth", "epoch", "named"] as const;
  const named = thinEpochs(records).flatMap((record) => {
    const name = nameOf(record);
    return drawn.has(name) ? [{ ...record, named: name }] : [];
  });
  const rows = summariseBy(named, columns, drawnValue).map((group) =>
    profileRow(String(group.named), group, spread as Spread),
  );
  const more = names.length - drawn.size;
  return { rows, omitted: more > 0 ? ` ${more} more are in the records.` : "" };
});

/** The arms without a finite value: of any measure, or with the measures that lack them. Starts with a space. */
export function absentFrom(run: RunView, rows: readonly ProfileRow[]): string {
  const quantities = [...new Set(rows.map((row) => row.quantity))];
  const lacking = run.experiment.arms.flatMap(({ name }) => {
    const own = new Set(rows.filter((row) => row.arm === name).map((row) => row.quantity));
    const missing = quantities.filter((quantity) => !own.has(quantity));
    if (missing.length === 0) return [];
    return missing.length === quantities.length ? [name] : [`${name} (${missing.join(", ")})`];
  });
  return lacking.length > 0 ? ` Not drawn for lack of a finite value: ${lacking.join(", ")}.` : "";
}
