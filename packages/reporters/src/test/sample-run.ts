import type { ArmSpec, BlockSpec, CellView, Figure, RunRecord, RunView } from "@infoplane/contracts";
import { sampleManifest } from "./sample-manifest.ts";
import { accuracyAt, nhsicAt } from "./sample-values.ts";

/** What a simulated run looks like. For tests only: no network was trained. */
export interface SampleOptions {
  readonly arms?: readonly string[];
  readonly seeds?: readonly number[];
  readonly blocks?: readonly string[];
  readonly epochs?: number;
  readonly nhsic?: boolean;
  readonly figures?: readonly Figure[];
}

const shape = { input: [32, 32, 3], output: [16, 16, 64], cost: { parameters: 1e4, flops: 1e6, activations: 1e4 } };

/** A simulated run with plausible curves: 3 arms, 3 seeds, 6 blocks, 12 epochs and the untrained network. */
export function sampleRun(options: SampleOptions = {}): RunView {
  const {
    arms = ["e2e", "per-layer", "blocks-2"],
    seeds = [1, 2, 3],
    epochs = 12,
    nhsic = true,
    figures = [],
  } = options;
  const blocks = options.blocks ?? Array.from({ length: 6 }, (_, i) => `block${i + 1}`);
  const cells = arms.flatMap((arm) => seeds.map((seed): CellView => cell(arm, seed, epochs)));
  return {
    directory: "runs/sample",
    source: 'experiment sample "Where should the loss be evaluated?"\n\nseeds 1..3\n',
    manifest: sampleManifest,
    figures,
    drawnMetrics: [],
    verdicts: [],
    cells,
    experiment: {
      name: "sample",
      title: "Where should the loss be evaluated?",
      uses: [],
      seeds,
      dataset: {
        name: "cifar10",
        options: { train: 10000, test: 2000 },
        facts: { input: [32, 32, 3], classes: 10 },
        batch: 128,
        augment: [{ name: "flip", options: {} }],
      },
      architecture: {
        name: "vgg",
        input: [32, 32, 3],
        classes: 10,
        blocks: blocks.map((name): BlockSpec => ({ name, layers: [], ...shape })),
        classifier: { name: "classifier", layers: [], ...shape },
      },
      arms: arms.map((name, i): ArmSpec => arm(name, i, epochs)),
      measures: [
        { name: "accuracy", options: {}, label: "accuracy", when: { every: 1 } },
        {
          name: "nhsic",
          options: {},
          label: "nhsic(X, Z)",
          when: { every: 1 },
          probe: { split: "train", samples: 512 },
        },
        {
          name: "nhsic",
          options: {},
          label: "nhsic(Y, Z)",
          when: { every: 1 },
          probe: { split: "train", samples: 512 },
        },
      ],
      claims: [],
      reports: ["html", "vega-lite", "table"].map((name) => ({ name, options: {} })),
      origins: {},
    },
    records: cells.flatMap(({ arm, seed, hash }) => {
      const trained = { e2e: 0, "per-layer": 1, "blocks-2": 0.5 }[arm] ?? arms.indexOf(arm) / arms.length;
      return Array.from({ length: epochs + 1 }, (_, epoch) => {
        const at = { cell: hash, arm, seed, epoch, step: epoch * 78 };
        return [
          ...accuracyAt(trained, seed, epoch, epochs).map((value) => ({ ...at, ...value })),
          ...(nhsic ? nhsicAt(trained, seed, epoch, epochs, blocks).map((value) => ({ ...at, ...value })) : []),
        ];
      }).flat();
    }) satisfies RunRecord[],
  };
}

function cell(arm: string, seed: number, epochs: number): CellView {
  const at = { epoch: epochs, step: epochs * 78 };
  return { hash: `${arm}-${seed}`, arm, seed, status: { state: "done", at, seconds: 92.4 + seed } };
}

function arm(name: string, i: number, epochs: number): ArmSpec {
  const loss = { name: "cross-entropy", options: {} };
  return {
    name,
    training: {
      trainer:
        i === 0
          ? { name: "e2e", options: { loss } }
          : { name: "per-block", options: { k: i, loss, head: { name: "linear", options: {} } } },
      optimizer: { name: "adam", options: { rate: 5e-4, beta1: 0.9, beta2: 0.999 } },
      schedule: { name: "multistep", options: { at: [8, 10], factor: 0.2 } },
      epochs,
    },
  };
}
