import type { RunView } from "../run-view.ts";
import type { CellView } from "../stored-run.ts";
import type { RunRecord } from "../record.ts";

/** A record given by the columns that matter: arm e2e, seed 1, epoch 1 by default. */
export type FakeRecord = Pick<RunRecord, "quantity" | "value"> & Partial<RunRecord>;

const shape = { input: [4], output: [4], cost: { parameters: 1, flops: 1, activations: 1 } };
const none = { name: "none", options: {} };

/** A finished run with these records, for figures and reporters. Arms, seeds and blocks are those of the records. */
export function fakeRun(rows: readonly FakeRecord[], changes: Partial<RunView> = {}): RunView {
  const records = rows.map((row): RunRecord => {
    const { arm = "e2e", seed = 1, epoch = 1 } = row;
    return { cell: `${arm}-${seed}`, step: epoch * 10, ...row, arm, seed, epoch };
  });
  const [arms, seeds] = [distinct(records.map(({ arm }) => arm)), distinct(records.map(({ seed }) => seed))];
  const blocks = distinct(records.flatMap(({ block }) => block ?? []));
  const epochs = Math.max(1, ...records.map(({ epoch }) => epoch));
  const labels = distinct(records.map(({ quantity }) => quantity));
  return {
    directory: "runs/fake",
    source: "experiment fake\n",
    experiment: {
      name: "fake",
      uses: [],
      seeds,
      dataset: { ...none, facts: { input: [4], classes: 2 }, batch: 8, augment: [] },
      architecture: {
        name: "fake",
        input: [4],
        classes: 2,
        blocks: blocks.map((name) => ({ name, layers: [], ...shape })),
        classifier: { name: "classifier", layers: [], ...shape },
      },
      arms: arms.map((name) => ({ name, training: { trainer: none, optimizer: none, schedule: none, epochs } })),
      measures: labels.map((label) => ({ name: label, options: {}, label, when: { every: 1 } })),
      claims: [],
      reports: [],
      origins: {},
    },
    manifest: {
      infoplane: "0.0.0",
      started: "2026-01-01T00:00:00.000Z",
      command: ["run", "fake.exp"],
      engine: { name: "js", library: "fake", device: "none", threads: 1, reason: "for tests" },
      node: "v20.19.0",
      platform: "test",
      host: { cpu: "test", cores: 1, memoryBytes: 1 },
      dataset: { name: "fake", source: "generated", digest: "0".repeat(64), train: 8, test: 8 },
      warnings: [],
    },
    cells: arms.flatMap((arm) =>
      seeds.map((seed): CellView => {
        const at = { epoch: epochs, step: 0 };
        return { hash: `${arm}-${seed}`, arm, seed, status: { state: "done", at, seconds: 1 } };
      }),
    ),
    records,
    figures: [],
    drawnMetrics: [],
    verdicts: [],
    ...changes,
  };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
