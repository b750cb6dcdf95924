import type { RecordValue, RunRecord, RunView } from "@infoplane/contracts";
import { dependence } from "./dependence.ts";
import { memoize } from "./memoize.ts";

/** Metrics that the built-in figures draw. */
const builtIn = ["accuracy", "loss", "cost", "peak-memory", "step-time"];

export interface OtherMeasures {
  /** A number for each block. */
  readonly byBlock: readonly RunRecord[];
  /** A number for the network. */
  readonly ofNetwork: readonly RunRecord[];
}

/**
 * Records of the measures that no other figure draws, in the order of the experiment. Excludes measures with several
 * numbers for one block or network, as between pairs of blocks: only their own figure knows how these are related.
 */
export const otherMeasures = memoize((run: RunView): OtherMeasures => {
  const drawn = new Set([...builtIn, ...run.drawnMetrics]);
  const onPlane = new Set([dependence(run, "X"), dependence(run, "Y")].map((found) => found?.records[0]?.quantity));
  const asked = run.experiment.measures.filter(({ name, setting }) => !setting && !drawn.has(name));
  const measured = new Map(asked.map(({ label }): [string, RunRecord[]] => [label, []]));
  const several = new Several();
  for (const record of run.records) {
    const { measure, quantity } = record;
    const own = measured.get(typeof measure === "string" ? measure : quantity);
    if (!own || onPlane.has(quantity)) continue;
    own.push(record);
    several.see(record);
  }
  const single = [...measured.values()].flat().filter(({ quantity }) => !several.has(quantity));
  return {
    byBlock: single.filter(({ depth }) => depth !== undefined),
    ofNetwork: single.filter(({ depth }) => depth === undefined),
  };
});

/** The drawn value of such a record: corrected for chance if the measure is. */
export const drawnValue = ({ value, corrected }: RunRecord): RecordValue | undefined =>
  corrected === undefined ? value : corrected;

/** `cka(X, Z), corrected`; with the part of the data if a measure distinguishes parts. */
export function nameOf({ quantity, split, corrected }: RunRecord): string {
  return [quantity, split, corrected !== undefined && "corrected"].filter(Boolean).join(", ");
}

/** Quantities with several numbers at one place, judged by the first measurement of each: all are alike. */
class Several {
  readonly #first = new Map<string, { readonly cell: string; readonly epoch: number; readonly places: Set<string> }>();
  readonly #several = new Set<string>();

  see({ cell, epoch, quantity, depth, split }: RunRecord): void {
    const place = [depth, split].join();
    const first = this.#first.get(quantity);
    if (!first) this.#first.set(quantity, { cell, epoch, places: new Set([place]) });
    else if (first.cell !== cell || first.epoch !== epoch) return;
    else if (first.places.has(place)) this.#several.add(quantity);
    else first.places.add(place);
  }

  has(quantity: string): boolean {
    return this.#several.has(quantity);
  }
}
