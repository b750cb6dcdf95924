import { InfoplaneError, type Experiment } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { unknownArm } from "../messages.ts";
import { fakeArm, fakeExperiment, fakeMeasure } from "../test/index.ts";
import { armDifference } from "./arm-difference.ts";
import { hashCell } from "./hash-cell.ts";
import { planExperiment } from "./plan-experiment.ts";

const experiment = fakeExperiment();
const hashes = (changes: Partial<Experiment>): string[] =>
  planExperiment(fakeExperiment(changes)).cells.map((cell) => cell.hash);
const firstHash = (changes: Partial<Experiment> = {}): string => hashes(changes)[0] ?? "";
const { dataset, architecture, arms } = experiment;
const [block, ...otherBlocks] = architecture.blocks;
const withLayer = (change: object): Experiment["architecture"] => ({
  ...architecture,
  blocks: [{ ...block!, layers: [{ ...block!.layers[0]!, ...change }] }, ...otherBlocks],
});
const withTraining = (change: object): Experiment["arms"] => [
  { ...arms[0]!, training: { ...arms[0]!.training, ...change } },
];

describe("planExperiment", () => {
  it("goes seed by seed, so that a run that stops early can still compare arms", () => {
    const cells = planExperiment(experiment).cells.map(({ arm, seed }) => `${arm} ${seed}`);
    expect(cells).toEqual(["e2e 1", "per-layer 1", "e2e 2", "per-layer 2"]);
  });

  it("gives the same hashes on every machine and in every version", () => {
    expect(hashes({})).toMatchInlineSnapshot(`
      [
        "17161bb3e47eb45f",
        "8144e49f7015512b",
        "72f84be42a8bcee5",
        "26bccab73a8f416d",
      ]
    `);
  });

  it("gives each cell its own hash", () => {
    expect(new Set(hashes({})).size).toBe(4);
  });
});

describe("the hash of a cell", () => {
  it.each<[string, Partial<Experiment>]>([
    ["title", { title: "another" }],
    ["name of the experiment", { name: "other" }],
    ["measures", { measures: [fakeMeasure("more")] }],
    ["reports", { reports: [{ name: "html", options: {} }] }],
    ["other seeds", { seeds: [1, 7, 8] }],
    ["an offline line", { dataset: { ...dataset, offline: { name: "textures", options: {} } } }],
    ["name of the arm", { arms: [{ ...arms[0]!, name: "renamed" }] }],
    ["title of the architecture", { architecture: { ...architecture, name: "other", title: "VGG" } }],
    ["derived costs", { architecture: withLayer({ cost: { parameters: 9, flops: 9, activations: 9 } }) }],
    ["order of keys", { dataset: { ...dataset, options: { ...dataset.options } } }],
  ])("does not depend on %s", (_, changes) => {
    expect(firstHash(changes)).toBe(firstHash());
  });

  it.each<[string, Partial<Experiment>]>([
    ["seed", { seeds: [3] }],
    ["threads", { threads: 2 }],
    ["data set", { dataset: { ...dataset, name: "other" } }],
    ["options of the data set", { dataset: { ...dataset, options: { train: 31 } } }],
    ["batch", { dataset: { ...dataset, batch: 4 } }],
    ["augmentation", { dataset: { ...dataset, augment: [] } }],
    ["layer", { architecture: withLayer({ layer: "conv" }) }],
    ["options of a layer", { architecture: withLayer({ options: { units: 5 } }) }],
    ["inner layers", { architecture: withLayer({ inner: { body: block!.layers } }) }],
    ["name of a block", { architecture: { ...architecture, blocks: [{ ...block!, name: "stem" }, ...otherBlocks] } }],
    ["number of blocks", { architecture: { ...architecture, blocks: otherBlocks } }],
    ["trainer", { arms: withTraining({ trainer: { name: "per-block", options: {} } }) }],
    ["options of the trainer", { arms: withTraining({ trainer: { name: "e2e", options: { head: "linear" } } }) }],
    ["optimizer", { arms: withTraining({ optimizer: { name: "sgd", options: {} } }) }],
    ["schedule", { arms: withTraining({ schedule: { name: "multistep", options: {} } }) }],
    ["epochs", { arms: withTraining({ epochs: 4 }) }],
  ])("depends on %s", (_, changes) => {
    expect(firstHash(changes)).not.toBe(firstHash());
  });

  it("distinguishes the stand-in from the real data, and precisions from each other", () => {
    const cell = planExperiment(experiment).cells[0]!;
    const all = [
      hashCell(cell),
      hashCell(cell, { datasetDigest: "real" }),
      hashCell(cell, { datasetDigest: "stand-in" }),
      hashCell({ ...cell, training: { ...cell.training, precision: "bf16" } }, { datasetDigest: "real" }),
    ];
    expect(new Set(all).size).toBe(4);
    expect(planExperiment(experiment, { datasetDigest: "real" }).cells[0]?.hash).toBe(all[1]);
  });
});

describe("armDifference", () => {
  it("shows one difference between arms that differ only in granularity", () => {
    const { trainer: left } = arms[0]!.training;
    const { trainer: right } = arms[1]!.training;
    expect(armDifference(experiment, "e2e", "per-layer")).toEqual([{ path: "training.trainer", left, right }]);
    expect(armDifference(experiment, "e2e", "e2e")).toEqual([]);
  });

  it("names each option in which the same plugin differs, and settings that one side lacks", () => {
    const other = fakeArm("other", "e2e", 5);
    const optimizer = { name: "fake", options: { rate: 0.2, momentum: 0.9 } };
    const changed = fakeExperiment({
      arms: [fakeArm("e2e"), { ...other, training: { ...other.training, optimizer } }],
    });
    expect(armDifference(changed, "e2e", "other")).toEqual([
      { path: "training.optimizer.options.rate", left: 0.1, right: 0.2 },
      { path: "training.optimizer.options.momentum", left: undefined, right: 0.9 },
      { path: "training.epochs", left: 3, right: 5 },
    ]);
  });

  it("refuses an arm that does not exist", () => {
    expect(() => armDifference(experiment, "e2e", "e3e")).toThrow(InfoplaneError);
    expect(() => armDifference(experiment, "e2e", "e3e")).toThrow(unknownArm("e3e", ["e2e", "per-layer"]).message);
  });
});
