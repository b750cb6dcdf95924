import type { ArmSpec, BlockSpec, Experiment, MeasureSpec } from "@infoplane/contracts";

/** A measure of {@link FakeRuntime}, at every epoch by default. */
export function fakeMeasure(label: string, options: Partial<MeasureSpec> = {}): MeasureSpec {
  return { name: "weight", label, options: {}, when: { every: 1 }, ...options };
}

export function fakeArm(name: string, trainer = name, epochs = 3): ArmSpec {
  return {
    name,
    training: {
      trainer: { name: trainer, options: {} },
      optimizer: { name: "fake", options: { rate: 0.1 } },
      schedule: { name: "constant", options: {} },
      epochs,
    },
  };
}

function fakeBlock(name: string): BlockSpec {
  const cost = { parameters: 4, flops: 8, activations: 4 };
  const layer = { layer: "dense", options: { units: 4 }, input: [4], output: [4], cost };
  return { name, layers: [layer], input: [4], output: [4], cost };
}

/** A checked experiment with two arms and two blocks that needs no engine. */
export function fakeExperiment(changes: Partial<Experiment> = {}): Experiment {
  return {
    name: "fake",
    uses: [],
    seeds: [1, 2],
    dataset: {
      name: "fake-data",
      options: { train: 32 },
      facts: { input: [4], classes: 4 },
      batch: 8,
      augment: [{ name: "flip", options: {} }],
    },
    architecture: {
      name: "fake-net",
      input: [4],
      classes: 4,
      blocks: [fakeBlock("block1"), fakeBlock("block2")],
      classifier: fakeBlock("classifier"),
    },
    arms: [fakeArm("e2e"), fakeArm("per-layer")],
    measures: [fakeMeasure("weight"), fakeMeasure("final", { when: "end" })],
    claims: [],
    reports: [],
    origins: {},
    ...changes,
  };
}
