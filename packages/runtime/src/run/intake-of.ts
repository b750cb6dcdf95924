import { resolve } from "node:path";
import type { DatasetSummary, Plan } from "@infoplane/contracts";
import { hashCell, type Intake, type RunStore } from "@infoplane/core";
import type { CheckedExperiment } from "../experiment/check-experiment.ts";
import { version } from "../version.ts";
import { retrainReason } from "./retrain-reason.ts";

/** What must be known of the run's folder before it is written to. */
export function intakeOf(
  run: RunStore,
  { experiment, registry }: CheckedExperiment,
  plan: Plan,
  { digest, train }: DatasetSummary,
  file: string,
): Intake {
  const inputs = { datasetDigest: digest, ...(experiment.code !== undefined && { code: experiment.code }) };
  return {
    run,
    experiment,
    plan,
    manifest: { infoplane: version, file: resolve(file), digest },
    hashOf: (cell) => hashCell(cell, inputs),
    retrainReason: retrainReason(registry, train.count),
  };
}
