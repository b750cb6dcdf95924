import type { Span, EngineInfo } from "@infoplane/contracts";
import type { ExamplesOf } from "@infoplane/contracts/test";
import type { CompiledWork } from "@infoplane/engine";
import type { NamedFile, Timed } from "./activations/epochs-of.ts";
import type * as messages from "./messages.ts";
import type { StepProfileSummary } from "./messages.ts";

const at: Span = { file: "cifar.exp", start: 0, end: 1 };
const engine: EngineInfo = {
  name: "native-cpu",
  library: "TensorFlow 2.21.0",
  device: "AMD EPYC",
  threads: 4,
  reason: "",
};
const profile: StepProfileSummary = {
  steps: 20,
  milliseconds: 35.2,
  batch: 0.05,
  forward: 0.3,
  update: 0.15,
  kernels: 0.9,
  longest: [{ name: "Conv2D", share: 0.4 }],
  file: "runs/cifar/profile/e2e.json",
};
const compiled: CompiledWork = {
  functions: ["compiled_56_kernels_0", "compiled_15_kernels_1"],
  calls: 44,
  immediate: new Map([["UniqueV2", "the shape of what it gives depends on values"]]),
  isGivenUp: false,
};
const timed = (path: string, epoch: number, seed?: number): Timed<NamedFile> => ({
  path,
  name: path,
  when: { counted: "epochs", epoch, ...(seed !== undefined && { seed }) },
});

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  messages: {
    fileMissing: [["experiments/cifr.exp"]],
    fileUnreadable: [["cifar.exp", "EACCES: permission denied"]],
    utf16: [["cifar.exp"]],
    fileTooLong: [["cifar.exp", 2_000_000_000]],
    useMissing: [["./own.ts"], ["own-package", at]],
    useFailed: [
      ["./own.ts", "x is not defined"],
      ["./own.ts", "x is not defined", at, "  at own.ts:12:3"],
    ],
    pluginFailed: [
      ["metric", "own", "measure", "x is not defined"],
      ["metric", "own", "measure", "x is not defined", "  at own.ts:12:3"],
    ],
    pluginReturned: [
      ["loss", "own", "value", "a tensor of shape [16] and type float32", "a tensor of shape [] and type float32"],
      ["schedule", "own", undefined, "-1", "a number from 0 on"],
    ],
    processHeld: [["process.exit(7)", "end this process with exit code 7"]],
    thrownAside: [["RangeError: of a timer"]],
    thrownTooOften: [[100]],
    stillRunning: [[["Timeout", "TCPSocketWrap"]]],
    useWithoutPlugins: [["./own.ts"]],
    pluginTwice: [["two metrics are called own", at]],
    useBadPlugin: [["./own.ts", 0, "it has no name"]],
    noActivations: [
      ["acts", "it is empty"],
      ["acts", "it is a Parquet file", "convert it"],
    ],
    notNumbers: [["acts/e1.npz", "names", "texts", "export numbers"]],
    leftOut: [[["epoch (a number)", "names (texts)"]]],
    passedOver: [["acts", ["notes.txt"]]],
    leftAside: [["left out, since they can't be layers: epoch"]],
    epochUnclear: [["acts/a.npz", "it has no number"]],
    epochsAlike: [
      [
        { path: "acts/epoch-1.npz", when: { counted: "epochs", epoch: 1 } },
        { path: "acts/step-5.npz", when: { counted: "steps", epoch: 5 } },
      ],
      [
        { path: "acts/1.npz", when: { counted: "places", epoch: 1 } },
        { path: "acts/all.npz", when: { counted: "nothing", epoch: 0 } },
      ],
    ],
    epochTwice: [
      [timed("acts/epoch-1.npz", 1), timed("acts/e1.npz", 1)],
      [timed("acts/epoch-1.npz", 1, 1), timed("acts/e1.npz", 1, 2)],
    ],
    epochsAreSteps: [["acts/step-500.npz", 500]],
    noArray: [["acts/e1.npz", "labels", ["block1", "y"]]],
    otherSamples: [
      ["acts/e1.npz", "block1", 256, 512],
      ["acts/e1.npz", "block1", 2, 1],
    ],
    notLabels: [["acts/e1.npz", "y", -1]],
    oneHotLabels: [["acts/e1.npz", "y", [512, 10]]],
    armTwice: [["e2e", "a/e2e", "b/e2e"]],
    seedPattern: [["run"]],
    noSeed: [
      ["acts/e2e", undefined],
      ["acts/e2e", "run{seed}/"],
    ],
    seedsMissing: [
      ["e2e", [2]],
      ["e2e", [2, 3]],
    ],
    otherSampled: [
      ["labels", "acts/a", "acts/b"],
      ["input", "acts/a", "acts/b"],
    ],
    notFinite: [
      ["acts/e1.npz", "block1", 1],
      ["acts/e1.npz", "block1", 5],
    ],
    classesRenumbered: [["acts/labels.npy", [3, 7, 12]]],
    notExported: [["runs/cifar"]],
    nothingButActivations: [["runs/cifar"]],
    notOnActivations: [["accuracy", "it looks at the network itself"]],
    oneRun: [[]],
    nothingTrained: [["runs/cifar"]],
    measuredOtherwise: [["nhsic(X, Z)"]],
    otherData: [["cifar10"]],
    importsUnreadable: [["/home/me/own-metric.ts", 'Could not resolve "./helper.ts"']],
    otherCode: [[["./own-metric.ts"]]],
    dataDirMissing: [["/data"]],
    noBfloat16: [[engine]],
    stepProfile: [[profile]],
    compiledStepProfile: [[{ ...profile, compiled }], [{ ...profile, compiled: { ...compiled, isGivenUp: true } }]],
    notElsewhere: [["runs/cifar"]],
    nothingToExport: [["runs/cifar"]],
    notTheLast: [["e2e, seed 1: the network after epoch 1 of 2"]],
    quantityTaken: [["nhsic(X, Z)", "nhsic"]],
    reporterIdle: [[10]],
    notMeasured: [["e2e", 1, "it has not finished training"]],
    lastCheckpointGone: [["runs/cifar/cells/0011223344556677/checkpoints"]],
    outIsRun: [["runs/cifar"]],
    unevenPadding: [["resnet18", ["block3/conv1", "block5/conv1"]]],
    noKerasModel: [["vit", ["attention", "class-token"]]],
    oneArm: [[]],
    unknownName: [["kind of plugin", "lay", ["layer", "metric"]]],
    badOption: [["unknown option --sed"]],
  },
};
