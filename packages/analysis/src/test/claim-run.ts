import type { ClaimSpec, Experiment, QuantitySpec, RunRecord } from "@infoplane/contracts";

/** A simulated run of two arms with one seed per pair of final accuracies. For tests. */
export function claimRun(
  pairs: readonly (readonly [a: number, b: number])[],
  claims: readonly ClaimSpec[],
): { experiment: Experiment; records: RunRecord[] } {
  const seeds = pairs.map((_, i) => i + 1);
  const records = pairs.flatMap((pair, i) =>
    ["a", "b"].map((arm, side) => record({ arm, seed: i + 1, epoch: 4, quantity: "accuracy", value: pair[side] ?? 0 })),
  );
  return { experiment: experimentOf(claims, seeds), records };
}

export function record(row: Partial<RunRecord> & Pick<RunRecord, "quantity" | "value">): RunRecord {
  return { cell: "c", arm: "a", seed: 1, epoch: 4, step: 0, ...row };
}

const block = (name: string) => ({
  name,
  layers: [],
  input: [1],
  output: [1],
  cost: { parameters: 0, flops: 0, activations: 0 },
});

/** Two arms of 4 epochs, with three blocks. */
export function experimentOf(claims: readonly ClaimSpec[] = [], seeds: readonly number[] = [1]): Experiment {
  const use = { name: "x", options: {} };
  return {
    name: "made-up",
    uses: [],
    seeds,
    dataset: { ...use, facts: { input: [1], classes: 2 }, batch: 1, augment: [] },
    architecture: {
      name: "net",
      input: [1],
      classes: 2,
      blocks: ["one", "two", "three"].map(block),
      classifier: block("classifier"),
    },
    arms: ["a", "b"].map((name) => ({ name, training: { trainer: use, optimizer: use, schedule: use, epochs: 4 } })),
    measures: [],
    claims,
    reports: [],
    origins: {},
  };
}

export function quantity(changes: Partial<QuantitySpec> = {}): QuantitySpec {
  return { text: "accuracy[a]", name: "accuracy", args: [], selector: { measure: "accuracy" }, arm: "a", ...changes };
}

/** `accuracy[a] <relation> accuracy[b]` */
export function claim(relation: ClaimSpec["relation"], margin?: number, text = "a against b"): ClaimSpec {
  const side = (arm: string) => ({
    text: `accuracy[${arm}]`,
    terms: [{ sign: 1 as const, quantity: quantity({ arm, text: `accuracy[${arm}]` }) }],
    constant: 0,
  });
  return { text, left: side("a"), relation, right: side("b"), ...(margin !== undefined && { margin }) };
}
