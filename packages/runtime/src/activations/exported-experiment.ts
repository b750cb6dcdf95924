import {
  trainedElsewhere,
  type ArchitectureSpec,
  type Experiment,
  type MeasureSpec,
  type When,
} from "@infoplane/contracts";
import { digestOf } from "./digest-of.ts";
import type { ExportedArm } from "./exported-arm.ts";

/** Placeholder for what is unknown of a network that was trained elsewhere. */
const elsewhere = { name: trainedElsewhere, options: {} };
const noCost = { parameters: 0, flops: 0, activations: 0 };

/** Epochs that an arm lacks are still due: otherwise its curve could not be compared with the others. */
function whenOf(arms: readonly ExportedArm[]): When {
  const epochs = new Set(arms.flatMap((arm) => arm.epochs.map(({ epoch }) => epoch)));
  return epochs.size > 1 ? { at: [...epochs].sort((a, b) => a - b) } : "end";
}

/** The blocks are the layers of the arm's first export. */
function architectureOf({ epochs }: ExportedArm, classes: number): ArchitectureSpec {
  const { layers = [], input = [1] } = epochs[0] ?? {};
  const block = (name: string, output: readonly number[]) => ({ name, layers: [], input, output, cost: noCost });
  return {
    name: "exported",
    input,
    classes,
    blocks: layers.map(({ name, shape }) => block(name, shape)),
    classifier: block("classifier", [classes]),
  };
}

/** An experiment that represents networks trained elsewhere: its blocks are the exported layers. */
export function exportedExperiment(
  name: string,
  arms: readonly ExportedArm[],
  measures: readonly MeasureSpec[],
  classes: number,
): Experiment {
  const [first] = arms;
  const architecture = architectureOf(first ?? { name, epochs: [] }, classes);
  const seeds = new Set(arms.flatMap(({ epochs }) => epochs.map(({ seed }) => seed)));
  const layersOf = ({ blocks }: ArchitectureSpec) => JSON.stringify(blocks.map((block) => [block.name, block.output]));
  return {
    name,
    title: `${arms.map((arm) => arm.name).join(", ")}: activations measured`,
    uses: [],
    seeds: [...seeds].sort((a, b) => a - b),
    dataset: { ...elsewhere, facts: { input: architecture.input, classes }, batch: 1, augment: [] },
    architecture,
    arms: arms.map((arm) => {
      const own = architectureOf(arm, classes);
      return {
        name: arm.name,
        training: {
          // Distinguishes the arms: a network trained elsewhere is identified only by its activations.
          trainer: {
            ...elsewhere,
            options: { activations: digestOf(arm.epochs.map(({ digests }) => digests.layers)) },
          },
          optimizer: elsewhere,
          schedule: elsewhere,
          epochs: Math.max(...arm.epochs.map(({ epoch }) => epoch)),
        },
        ...(layersOf(own) !== layersOf(architecture) && { architecture: own }),
      };
    }),
    measures: measures.map((measure) => ({ ...measure, when: whenOf(arms) })),
    claims: [],
    reports: ["html", "vega-lite", "table"].map((reporter) => ({ name: reporter, options: {} })),
    origins: {},
  };
}
