import { measureRank, type RecordValue, type RunRecord, type RunView } from "@infoplane/contracts";
import { dependence } from "./dependence.ts";
import { remembered } from "./remembered.ts";

/** Metrics that the built-in figures draw. */
const builtIn = ["accuracy", "loss", "cost", "peak-memory"];

export interface OtherMeasures {
  /** A number for each block. */
  readonly byBlock: readonly RunRecord[];
  /** A number for the network. */
  readonly ofNetwork: readonly RunRecord[];
}

/**
 * Records of the measures that no other figure draws, in the order of the experiment. Of a measure with several numbers
 * for one block or network, as between pairs of blocks, none is here: only its own figure knows how they belong together.
 */
export const otherMeasures = remembered((run: RunView): OtherMeasures => {
  const drawn = new Set([...builtIn, ...run.drawnMetrics]);
  const onPlane = new Set([dependence(run, "X"), dependence(run, "Y")].map((found) => found?.records[0]?.quantity));
  const labels = new Set(
    run.experiment.measures.filter(({ name, setting }) => !setting && !drawn.has(name)).map(({ label }) => label),
  );
  const left = run.records.filter((record) => labels.has(labelOf(record)) && !onPlane.has(record.quantity));
  const several = quantitiesWithSeveral(left);
  const rank = measureRank(run);
  const single = left
    .filter(({ quantity }) => !several.has(quantity))
    .sort((a, b) => rank(labelOf(a)) - rank(labelOf(b)));
  return {
    byBlock: single.filter(({ depth }) => depth !== undefined),
    ofNetwork: single.filter(({ depth }) => depth === undefined),
  };
});

/** What is drawn of such a record: corrected for chance where the measure is. */
export const drawnValue = ({ value, corrected }: RunRecord): RecordValue | undefined =>
  corrected === undefined ? value : corrected;

/** `cka(X, Z), corrected`; with the part of the data where a measure tells parts apart. */
export function nameOf({ quantity, split, corrected }: RunRecord): string {
  return [quantity, split, corrected !== undefined && "corrected"].filter(Boolean).join(", ");
}

const labelOf = ({ measure, quantity }: RunRecord): string => (typeof measure === "string" ? measure : quantity);

function quantitiesWithSeveral(records: readonly RunRecord[]): Set<string> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (const { cell, epoch, quantity, depth = "", split = "" } of records) {
    const place = `${cell} ${epoch} ${depth} ${split} ${quantity}`;
    if (seen.has(place)) several.add(quantity);
    seen.add(place);
  }
  return several;
}
