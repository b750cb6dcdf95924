import type { Diagnostic, EngineInfo, RunRecord } from "@infoplane/contracts";
import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

const problem: Diagnostic = { code: "a-problem", severity: "error", message: "something is wrong", hint: "mend it" };
const engine: EngineInfo = {
  name: "native-cpu",
  library: "TensorFlow 2.21.0",
  device: "AMD EPYC",
  threads: 4,
  reason: "",
};
const record: RunRecord = {
  cell: "0123456789abcdef",
  arm: "e2e",
  seed: 1,
  epoch: 3,
  step: 0,
  quantity: "own",
  value: 1,
  depth: 1,
};

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  formatPosition: [[{ epoch: 3, step: 0 }], [{ epoch: 3, step: 17 }]],
  unknownArm: [["e2", ["e2e", "per-layer"]]],
  otherDataCompared: [["runs/cifar", "cifar10 (5,000 + 1,000)", "runs/other", "mnist (60,000 + 10,000)"]],
  waitsForHost: [["node7"]],
  runMissing: [["runs/cifr", "there is no such folder"]],
  runFileMissing: [["runs/cifar/plan.json"]],
  cellMissing: [["runs/cifar", "0123456789abcdef"]],
  storeNewer: [["runs/cifar", 4, 3]],
  fileDamaged: [["runs/cifar/plan.json", "EACCES: permission denied"]],
  lineDamaged: [["records.jsonl", 12, "it is no JSON"]],
  linesMissing: [["runs/cifar/plan.json", 40, 60]],
  lineNotSealed: [["runs/cifar/plan.json", 12]],
  measuringsIncomplete: [
    ["records.jsonl", [{ measuring: "nhsic(X, Z) at epoch 3", rows: 2, of: 5 }]],
    [
      "records.jsonl",
      [
        { measuring: "nhsic(X, Z) at epoch 3", rows: 2, of: 5 },
        { measuring: "loss at epoch 3", rows: 0, of: 2 },
      ],
    ],
  ],
  epochNotStored: [["runs/cifar/plan.json", 3]],
  fileMissing: [["plan.json", "which cells there are"]],
  statusMissing: [["runs/cifar/plan.json"]],
  notGoneOnFrom: [["e2e", problem]],
  cellGone: [["runs/cifar"]],
  otherSeed: [["records.jsonl", 3, 1]],
  sealMissing: [["seal.json"]],
  specContradicts: [["spec.json", ["nhsic(X, Z)"]]],
  archiveMissing: [["records.0f0bf2be.jsonl"]],
  archiveChanged: [["records.0f0bf2be.jsonl"]],
  otherDefinition: [["nhsic(X, Z)", ["e2e, seed 1"]]],
  notMeasuredAt: [
    ["nhsic(X, Z)", [3], ["e2e, seed 1"]],
    ["nhsic(X, Z)", [0, 1, 2, 5], ["e2e, seed 1", "e2e, seed 2"]],
  ],
  isDamage: [[{ code: "core/store-file-damaged" }], [{ code: "core/store-newer" }]],
  fileUnreadable: [["runs/cifar/plan.json", "EACCES: permission denied"]],
  damageGoesOn: [
    ["records.jsonl", 1],
    ["records.jsonl", 3],
  ],
  statusFromRecords: [[problem]],
  lineTorn: [["runs/cifar/plan.json", 12]],
  recordsThinned: [[150_000, 60, 2]],
  recordsTooMany: [["runs/cifar", 150_000, 1000]],
  comparedTooMany: [["runs/cifar", 2_000_000]],
  checkpointDamaged: [["2.safetensors", "it is cut off"]],
  checkpointWithoutRecords: [["2.safetensors", { epoch: 2, step: 0 }]],
  checkpointNewer: [[4, 3]],
  restartsTraining: [[]],
  continues: [[{ epoch: 2, step: 0 }]],
  trainerNote: [["the training data is augmented"]],
  otherEngine: [["native-cpu", "wasm"]],
  wouldTrain: [["e2e, seed 1", 20]],
  notMeasured: [
    ["nhsic(X, Z)", [3]],
    ["nhsic(X, Z)", [0, 1, 2, 5]],
  ],
  alsoFailed: [["metric own failed in measure for own at epoch 1: x is not defined", ["other", "third"]]],
  metricFailed: [["own", "measure", "own(X)", { epoch: 3, step: 0 }, "x is not defined"]],
  metricNotFreed: [["own", "x is not defined"]],
  noRows: [[]],
  tooManyRows: [[2_000_000, 100_000]],
  rowsAlike: [
    [{ name: "own", label: "own" }, { epoch: 3, step: 0 }, [record, { ...record, value: 2 }]],
    [
      { name: "own", label: "own" },
      { epoch: 3, step: 0 },
      [
        { ...record, unit: 1 },
        { ...record, unit: 2, depth: 2 },
      ],
    ],
  ],
  recordsAlike: [
    ["records.jsonl", 1, "loss at epoch 3"],
    ["records.jsonl", 2, "loss at epoch 3"],
  ],
  recordsRepeated: [
    ["records.jsonl", 1, "loss at epoch 3"],
    ["records.jsonl", 2, "loss at epoch 3"],
  ],
  cellsAlike: [[{ arm: "e2e", seed: 1, hash: "0123456789abcdef" }]],
  recordsTwice: [["runs/cifar/plan.json", "nhsic(X, Z) at epoch 3, block2"]],
  measurementOf: [[record], [{ ...record, split: "test", draw: 2 }]],
  trainerFailed: [["own", "step", { epoch: 3, step: 17 }, "x is not defined"]],
  diverged: [
    [{ epoch: 3, step: 17 }, "block2", Infinity, { epoch: 3, step: 0 }],
    [{ epoch: 0, step: 17 }, "block2", NaN, undefined],
  ],
  outOfMemory: [
    [3_000_000_000, 16_000_000_000, 128, "bad alloc"],
    [3_000_000_000, 16_000_000_000, 1, "bad alloc"],
  ],
  cellFailed: [["x is not defined"]],
  enginesDiffer: [
    [
      [
        { engine, cells: ["e2e, seed 1"] },
        { engine: { ...engine, threads: 1 }, cells: ["a", "b", "c", "d", "e", "f", "g"] },
      ],
    ],
  ],
  otherFile: [["runs/cifar", "cifar.exp", "other.exp"]],
  reportKept: [[["the arm deep", "seed 3"], "earlier/1"]],
  reportUnknown: [["earlier/1/report"]],
  leavesOut: [["runs/cifar", ["the arm deep", "seed 3"]]],
  claimsDropped: [[["end to end generalises best"]], [["a", "b"]]],
  trainedAgain: [["e2e", "optimizer.rate 2e-3 -> 5e-3"]],
  goesOnFrom: [["e2e", 10, 20, 10]],
  otherDataWere: [["0123456789abcdef", "fedcba9876543210"]],
  otherCodeWas: [[]],
  otherVersionWas: [["0.1.0", "0.2.0"]],
  noCheckpointLeft: [[]],
  ruleGoesByLength: [["forward-forward"]],
  scheduleGoesByLength: [["cosine", { epoch: 3, step: 0 }, 0.5, 0.25]],
  reportPath: [["../out.html"]],
  reportPathTaken: [["tables/final.csv"]],
  reporterFailed: [
    ["own", "x is not defined"],
    ["own", "x is not defined", "  at own.ts:12:3"],
  ],
};
