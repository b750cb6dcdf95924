import { trainedElsewhere, type RunView } from "@infoplane/contracts";
import { sampleRun, type SampleOptions } from "./sample-run.ts";

/** A simulated run of measured activations: nHSIC of two arms at epochs 0 to 4, nothing else known. For tests only. */
export function exportedRun(options: SampleOptions = {}): RunView {
  const run = sampleRun({ arms: ["ours", "theirs"], blocks: ["0", "conv2", "fc"], epochs: 4, ...options });
  const elsewhere = { name: trainedElsewhere, options: {} };
  const { experiment, manifest } = run;
  return {
    ...run,
    source: "# Activations of networks that were trained elsewhere:\n# npx tsx run measure-activations ours theirs\n",
    manifest: {
      ...manifest,
      dataset: { ...manifest.dataset, name: "ours, theirs", source: "exported activations", train: 512, test: 0 },
    },
    experiment: {
      ...experiment,
      title: "ours, theirs: activations measured",
      dataset: { ...elsewhere, facts: experiment.dataset.facts, batch: 1, augment: [] },
      measures: experiment.measures.flatMap((measure) =>
        measure.name === "nhsic" ? [{ ...measure, when: { at: [0, 1, 2, 3, 4] } }] : [],
      ),
      arms: experiment.arms.map((arm) => ({
        ...arm,
        training: { ...arm.training, trainer: elsewhere, optimizer: elsewhere, schedule: elsewhere },
      })),
    },
    records: run.records.filter(({ metric }) => metric === "nhsic"),
  };
}
