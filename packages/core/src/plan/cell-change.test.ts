import { describe, expect, it } from "vitest";
import { fakeArm, fakeExperiment } from "../test/index.ts";
import { cellChanges, formatChanges } from "./cell-change.ts";
import { draftCell, type CellDraft as Cell } from "./plan-experiment.ts";

const experiment = fakeExperiment({ threads: 1 });
const cell = draftCell(experiment, experiment.arms[0]!, 1);
const changed = (change: Partial<Cell>): string => formatChanges(cellChanges(cell, { ...cell, ...change }));
const training = (change: Partial<Cell["training"]>): string => changed({ training: { ...cell.training, ...change } });

describe("cellChanges", () => {
  it("names settings in the words of the language", () => {
    const { dataset, architecture } = cell;
    expect(training({ optimizer: { name: "fake", options: { rate: 2e-3 } } })).toBe("optimizer.rate 0.1 -> 2e-3");
    expect(training({ optimizer: { name: "sgd", options: { rate: 0.1, momentum: 0 } } })).toBe(
      "optimizer fake(rate: 0.1) -> sgd(rate: 0.1, momentum: 0)",
    );
    expect(training({ epochs: 5, clip: 1 })).toBe("epochs 3 -> 5, clip none -> 1");
    expect(training({ precision: "bf16" })).toBe("precision none -> bf16");
    expect(training({ trainer: { name: "e2e", options: { head: "mlp" } } })).toBe("with.head none -> mlp");
    expect(changed({ dataset: { ...dataset, batch: 16, augment: [] } })).toBe(
      "dataset.batch 8 -> 16, dataset.augment [flip] -> none",
    );
    expect(changed({ dataset: { ...dataset, options: { train: 64 } } })).toBe("dataset.train 32 -> 64");
    expect(changed({ dataset: { ...dataset, labelNoise: 0.2 } })).toBe("dataset.label-noise none -> 0.2");
    expect(changed({ threads: 4 })).toBe("threads 1 -> 4");
    const [first, second] = architecture.blocks as [
      Cell["architecture"]["blocks"][0],
      Cell["architecture"]["blocks"][0],
    ];
    const layer = { ...second.layers[0]!, options: { units: 8 } };
    const wider = { ...architecture, blocks: [first, { ...second, layers: [layer] }] };
    expect(changed({ architecture: wider })).toBe("architecture.block2.dense.units 4 -> 8");
    const other = { ...architecture, blocks: [first, { ...second, layers: [{ ...layer, layer: "conv" }] }] };
    expect(changed({ architecture: other })).toBe("architecture.block2 dense -> conv");
    const shorter = { ...architecture, blocks: [first] };
    expect(changed({ architecture: shorter })).toBe("architecture fake-net (2 blocks) -> fake-net (1 blocks)");
  });

  it("ignores what does not affect the weights, and threads that an older cell did not record", () => {
    expect(changed({ arm: "other", checkpoints: { every: 1 } })).toBe("");
    const older = draftCell(fakeExperiment(), experiment.arms[0]!, 1);
    expect(cellChanges(older, cell)).toEqual([]);
    expect(cellChanges(cell, { ...cell, training: fakeArm("e2e").training })).toEqual([]);
  });
});
