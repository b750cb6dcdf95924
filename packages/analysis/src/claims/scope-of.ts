import type { ClaimSpec, Experiment } from "@infoplane/contracts";
import { quantitiesOf } from "./claim-values.ts";

/**
 * What a verdict is drawn over: seeds, that is initial weights, batches and augmentations. Data and probe set are the
 * same for all of them, so that it says nothing of others.
 */
export function scopeOf(claim: ClaimSpec, { measures }: Experiment): string {
  const labels = quantitiesOf(claim).flatMap(({ selector: { measure, x, y } }) => [measure, x, y]);
  const probes = measures.flatMap(({ label, probe }) =>
    probe && labels.includes(label) ? [`probe(${probe.split}, ${probe.samples})`] : [],
  );
  return `over seeds, for this data set${[...new Set(probes)].map((probe) => ` and ${probe}`).join("")}`;
}
