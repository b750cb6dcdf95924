import type { Experiment, MeasureSpec, When } from "@infoplane/contracts";
import { digestOf } from "./digest-of.ts";
import type { ExportedArm, Moment } from "./exported-arm.ts";

const dataOf = ({ layers }: Moment) => layers.map(({ data }) => data);

/** What is not known of a network that was trained elsewhere. */
const elsewhere = { name: "elsewhere", options: {} };
const noCost = { parameters: 0, flops: 0, activations: 0 };

/** Epochs that one arm lacks are due all the same: its curve can't be held against the others'. */
function whenOf(arms: readonly ExportedArm[]): When {
  const epochs = new Set(arms.flatMap(({ moments }) => moments.map(({ epoch }) => epoch)));
  return epochs.size > 1 ? { at: [...epochs].sort((a, b) => a - b) } : "end";
}

/** Whether an experiment stands for networks that were trained elsewhere. */
export const isExported = ({ dataset }: Pick<Experiment, "dataset">): boolean => dataset.name === elsewhere.name;

/** An experiment that stands for networks trained elsewhere: its blocks are the exported layers. */
export function exportedExperiment(
  name: string,
  arms: readonly ExportedArm[],
  measures: readonly MeasureSpec[],
  classes: number,
): Experiment {
  const layers = arms[0]?.moments[0]?.layers ?? [];
  const input = arms[0]?.moments[0]?.input?.shape.slice(1) ?? [1];
  const block = (layer: string, shape: readonly number[]) => ({
    name: layer,
    layers: [],
    input,
    output: shape,
    cost: noCost,
  });
  return {
    name,
    title: `${arms.map((arm) => arm.name).join(", ")}: activations measured`,
    uses: [],
    seeds: [0],
    dataset: { ...elsewhere, facts: { input, classes }, batch: 1, augment: [] },
    architecture: {
      name: "exported",
      input,
      classes,
      blocks: layers.map((layer) => block(layer.name, layer.shape.slice(1))),
      classifier: block("classifier", [classes]),
    },
    arms: arms.map((arm) => ({
      name: arm.name,
      training: {
        // Tells the arms apart: what was trained elsewhere is known by its activations alone.
        trainer: { ...elsewhere, options: { activations: digestOf(arm.moments.flatMap(dataOf)) } },
        optimizer: elsewhere,
        schedule: elsewhere,
        epochs: Math.max(...arm.moments.map(({ epoch }) => epoch)),
      },
    })),
    measures: measures.map((measure) => ({ ...measure, when: whenOf(arms) })),
    claims: [],
    reports: ["html", "vega-lite", "table"].map((reporter) => ({ name: reporter, options: {} })),
    origins: {},
  };
}
