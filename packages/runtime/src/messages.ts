import { counted, error, errorAt, formatPercent, warning, type EngineInfo, type Span } from "@infoplane/contracts";
import type { CompiledWork } from "@infoplane/engine";
import type { NamedFile, Timed, When } from "./activations/epochs-of.ts";

type Dated = { readonly path: string; readonly when: When };

/** What the number in the name of a file counts. */
const countedBy: Readonly<Record<When["counted"], string>> = {
  epochs: "an epoch",
  steps: "a step",
  places: "a number without a word that says what it counts",
  nothing: "no epoch, which only a single file may leave out",
};

/** Shares are of the steps' total time. */
interface StepTimes {
  readonly steps: number;
  readonly milliseconds: number;
  readonly kernels: number;
  readonly longest: readonly { readonly name: string; readonly share: number }[];
  readonly file: string;
}

export interface StepProfileSummary extends StepTimes {
  readonly batch: number;
  readonly forward: number;
  readonly update: number;
}

export interface CompiledProfileSummary extends StepTimes {
  /** Since the process began, with the warm-up. */
  readonly compiled: CompiledWork;
}

const percent = (share: number): string => formatPercent(share, 0);
const shares = (longest: StepTimes["longest"]): string =>
  longest.map(({ name, share }) => `${name} ${percent(share)}`).join(", ");

/** How to name files of exported activations. */
const howToName =
  "name the files of a folder after their epochs, all in the same way: epoch-0.npz, epoch-1.npz... (`epoch=0-step=100`, `epoch_0012`, " +
  "`ep3` and `e3` are also read), or after their steps: step-500.npz";

/** Messages of the command line, in addition to those of the packages. */
export const messages = {
  fileMissing: (file: string) =>
    error(
      "runtime/file-missing",
      `there is no file ${file}`,
      "give the path of an experiment, e.g. experiments/cifar.exp",
    ),
  fileUnreadable: (file: string, reason: string) =>
    error("runtime/file-unreadable", `${file} can't be read: ${reason}`),
  utf16: (file: string) =>
    error(
      "runtime/utf-16",
      `${file} is UTF-16 text without a byte order mark`,
      "save it as UTF-8: in PowerShell, Out-File -Encoding utf8",
    ),
  fileTooLong: (file: string, bytes: number) =>
    error("runtime/file-too-long", `${file} is too long for an experiment: ${bytes.toLocaleString("en")} bytes`),
  useMissing: (path: string, span?: Span) =>
    errorAt(
      span,
      "runtime/use-missing",
      `use "${path}" names a module that does not exist`,
      path.startsWith(".")
        ? "paths are relative to the experiment's folder, those of --use to the current folder"
        : "install the package, or write ./ before a file",
    ),
  useFailed: (path: string, reason: string, span?: Span, frame?: string) =>
    errorAt(
      span,
      "runtime/use-failed",
      `use "${path}" failed while loading: ${reason}${frame === undefined ? "" : `\n${frame}`}`,
      "the module itself threw an error: fix it there",
    ),
  pluginFailed: (kind: string, name: string, hook: string, reason: string, frame?: string) =>
    error(
      "runtime/plugin-failed",
      `${kind} ${name} failed in ${hook}: ${reason}${frame === undefined ? "" : `\n${frame}`}`,
      "this came from a module that the experiment uses: fix it there",
    ),
  pluginReturned: (kind: string, name: string, method: string | undefined, given: string, wanted: string) =>
    error(
      "runtime/plugin-returned",
      `${kind} ${name}${method === undefined ? "" : `: ${method}()`} returned ${given}, but must return ${wanted}`,
      "this came from a module that the experiment uses: fix it there",
    ),
  processHeld: (call: string, effect: string): string =>
    `${call} would ${effect}, and is refused: plugin code must throw an error instead`,
  thrownAside: (reason: string): string =>
    `plugin code threw where nothing could catch it, in a timer or a promise that is not awaited; the run continues: ${reason}`,
  thrownTooOften: (times: number): string =>
    `plugin code threw ${times} times where nothing could catch it: the run is stopped, and saves its state. The last error:`,
  stillRunning: (what: readonly string[]): string =>
    `plugin code still runs (${what.join(", ")}): this process ends without waiting for it`,
  useWithoutPlugins: (path: string, span?: Span) =>
    errorAt(
      span,
      "runtime/use-without-plugins",
      `use "${path}" exports no plugins`,
      "end the module with `export const plugins = [myPlugin]`",
    ),
  pluginTwice: (reason: string, span?: Span) =>
    errorAt(span, "runtime/plugin-twice", reason, "give the plugin another name, or remove one `use`"),
  useBadPlugin: (path: string, index: number, reason: string, span?: Span) =>
    errorAt(
      span,
      "runtime/use-bad-plugin",
      `plugins[${index}] of use "${path}" is not a plugin: ${reason}`,
      "make it with the function for its kind: defineMetric({ name, summary, options: z.strictObject({...}), ... })",
    ),
  noActivations: (
    path: string,
    reason: string,
    hint = "give an .npz or .safetensors file, a directory of them (one per epoch), or a directory of .npy files",
  ) => error("runtime/no-activations", `${path} holds no readable activations: ${reason}`, hint),
  notNumbers: (path: string, name: string, why: string, hint: string) =>
    error("runtime/not-numbers", `array ${name} of ${path} is not an array of numbers: it is ${why}`, hint),
  leftOut: (arrays: readonly string[]) => `left out, since they can't be layers: ${arrays.join(", ")}`,
  passedOver: (folder: string, what: readonly string[]) => `skipped in ${folder}: ${what.join(", ")}`,
  leftAside: (what: string) => warning("runtime/left-out", what),
  epochUnclear: (path: string, why: string) =>
    error("runtime/epoch-unclear", `it is not clear which epoch ${path} belongs to: ${why}`, howToName),
  epochsAlike: (first: Dated, other: Dated) =>
    error(
      "runtime/epochs-alike",
      `the name of ${first.path} says ${countedBy[first.when.counted]}, that of ${other.path} ${countedBy[other.when.counted]}: ` +
        "they can't be put in order",
      howToName,
    ),
  epochTwice: (first: Timed<NamedFile>, second: Timed<NamedFile>) => {
    const { epoch, seed } = first.when;
    const what = first.when.counted === "steps" ? "step" : "epoch";
    return error(
      "runtime/epoch-twice",
      `${first.path} and ${second.path} are both for ${what} ${epoch}: a network has one set of activations per ${what}`,
      seed !== second.when.seed
        ? `their names say seed ${String(seed ?? "none")} and ${String(second.when.seed ?? "none")}: give each seed a folder of its own`
        : `keep one of them; trainings with other seeds go into folders seed-1, seed-2, or are named by --seed-from; ${howToName}`,
    );
  },
  epochsAreSteps: (path: string, step: number) =>
    warning(
      "runtime/epochs-are-steps",
      `the names of the files count steps, not epochs (${path}: step ${step}): what this run calls an epoch is a step`,
    ),
  noArray: (path: string, name: string, known: readonly string[]) =>
    error("runtime/no-array", `${path} has no array ${name}`, `it has ${known.join(", ")}`),
  otherSamples: (path: string, name: string, found: number, samples: number) =>
    error(
      "runtime/other-samples",
      `array ${name} of ${path} has ${counted(found, "row")}, but there ${samples === 1 ? "is" : "are"} ${counted(samples, "label")}`,
      "export the same samples in the same order for every layer",
    ),
  notLabels: (path: string, name: string, value: number) =>
    error(
      "runtime/not-labels",
      `${name} of ${path} holds ${value}`,
      "labels are whole numbers from 0 to 2,147,483,647, one per sample: np.unique(y, return_inverse=True)[1] makes them",
    ),
  oneHotLabels: (path: string, name: string, shape: readonly number[]) =>
    error(
      "runtime/labels-one-hot",
      `${name} of ${path} has the shape ${shape.join(" x ")}: the labels are one-hot`,
      "give class numbers, one per sample, e.g. y.argmax(1)",
    ),
  armTwice: (name: string, first: string, second: string) =>
    error(
      "runtime/arm-twice",
      `${first} and ${second} would both be called ${name}`,
      `name the arms: one=${first} two=${second}; seeds of one arm are given by --seed-from 'run{seed}/' or by folders seed-1, seed-2`,
    ),
  seedPattern: (pattern: string) =>
    error(
      "runtime/seed-pattern",
      `--seed-from ${pattern} must contain {seed} exactly once`,
      "write what surrounds the number in a path: --seed-from 'run{seed}/', or '-s{seed}.npz'",
    ),
  noSeed: (path: string, pattern: string | undefined) =>
    error(
      "runtime/no-seed",
      `the path ${path} names no seed${pattern === undefined ? ", but others of its arm do" : ` that matches ${pattern}`}`,
      "put each training into a folder seed-<number>, or say with --seed-from where the path names the seed: 'run{seed}/'",
    ),
  seedsMissing: (arm: string, seeds: readonly number[]) =>
    warning(
      "runtime/seeds-missing",
      `${arm} was not exported for ${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}: comparisons use the seeds that both arms have`,
    ),
  otherSampled: (what: "labels" | "input", first: string, other: string) =>
    error(
      "runtime/other-sampled",
      `${other} was not exported for the same samples as ${first}: ${what === "labels" ? "its labels differ" : "its input differs"}`,
      "export the same samples in the same order for every arm and epoch, or measure the files one by one",
    ),
  notFinite: (path: string, name: string, count: number) =>
    warning(
      "runtime/not-finite",
      `${name} of ${path} holds ${counted(count, "value")} that ${count === 1 ? "is" : "are"} infinite or NaN: measures of it have no value`,
    ),
  classesRenumbered: (labels: string, ids: readonly number[]) =>
    warning(
      "runtime/classes-renumbered",
      `${labels} numbers ${ids.length.toLocaleString("en")} classes from ${ids[0] ?? 0} to ${ids.at(-1) ?? 0}: here they are renumbered ` +
        `from 0 to ${ids.length - 1} in the same order; measures of labels depend only on which samples share a class`,
    ),
  notExported: (folder: string) =>
    error(
      "runtime/not-exported",
      `${folder} is a run that was trained here: measured activations would replace it`,
      "choose another folder with --out, or name the arm: name=path",
    ),
  nothingButActivations: (run: string) =>
    error(
      "runtime/nothing-but-activations",
      `${run} holds measures of exported activations, but no network`,
      "to take other measures: measure-activations <files> --with '...'",
    ),
  notOnActivations: (label: string, reason: string) =>
    error(
      "runtime/not-on-activations",
      `${label} can't be measured on activations: ${reason}`,
      "docs/measure-activations.md lists what can be measured",
    ),
  oneRun: () => error("runtime/one-run", "a comparison needs two runs", "compare <run> <run>"),
  nothingTrained: (folder: string) =>
    error("runtime/nothing-trained", `no cell of ${folder} has finished training`, "finish the run first"),
  measuredOtherwise: (label: string) =>
    error(
      "runtime/measured-otherwise",
      `the run has a measure called ${label} that is defined differently`,
      "give it another option or probe set in the experiment, and run that",
    ),
  otherData: (name: string) =>
    error(
      "runtime/other-data",
      `the data that this process finds for ${name} are not what the run began with`,
      "its files have changed, or a data set that was missing is there now: put the files back, or run again to train on what is there now",
    ),
  importsUnreadable: (path: string, reason: string) =>
    error(
      "runtime/imports-unreadable",
      `what ${path} imports can't be followed, so a change there would go unnoticed: ${reason}`,
      "import with relative paths or package names that are plain strings, or put the plugin into one file",
    ),
  otherCode: (uses: readonly string[]) =>
    error(
      "runtime/other-code",
      `the code of ${uses.join(", ")} is not what the run began with, and its cells belong to that code`,
      "run the experiment again to train with the current code, or restore the file",
    ),
  dataDirMissing: (folder: string) =>
    error(
      "runtime/data-dir-missing",
      `--data-dir ${folder} is not a folder`,
      "name the folder that holds the data sets",
    ),
  noBfloat16: ({ name, device }: EngineInfo) =>
    error(
      "runtime/no-bfloat16",
      `\`precision bf16\` is not supported by ${name} on ${device}`,
      "it needs a GPU, or a processor with AVX512-BF16 or AMX; `precision fp32` runs everywhere",
    ),
  stepProfile: (told: StepProfileSummary): string => {
    const { steps, milliseconds, batch, forward, update, kernels, longest, file } = told;
    const backward = 1 - batch - forward - update;
    return (
      `${counted(steps, "step")} of ${milliseconds.toFixed(1)} ms: batch ${percent(batch)}, forward ` +
      `${percent(forward)}, loss and backward ${percent(backward)}, update ${percent(update)}; outside of kernels ` +
      `${percent(1 - kernels)}; longest kernels ${shares(longest)}; trace for ui.perfetto.dev or chrome://tracing: ${file}`
    );
  },
  compiledStepProfile: ({ steps, milliseconds, compiled, kernels, longest, file }: CompiledProfileSummary): string => {
    const { functions, calls, immediate, isGivenUp } = compiled;
    const alone = [...immediate].map(([kernel, reason]) => `; ${kernel} ran by itself: ${reason}`);
    const given = isGivenUp ? "; then no longer compiled, since hardly any function was called again" : "";
    return (
      `${counted(steps, "step")} of ${milliseconds.toFixed(1)} ms: ${counted(functions.length, "compiled function")}, called ` +
      `${counted(calls, "time")} so far${given}${alone.join("")}; outside of kernels ${percent(1 - kernels)}; longest ${shares(longest)}; ` +
      `--no-compile times phases and kernels; trace for ui.perfetto.dev or chrome://tracing: ${file}`
    );
  },
  notElsewhere: (directory: string) =>
    error(
      "runtime/not-elsewhere",
      `the cells of ${directory} run in the process that was started for them, not in the queue of a cluster`,
      "run the experiment again to continue it; Ctrl-C in its terminal stops it",
    ),
  nothingToExport: (run: string) =>
    error("runtime/nothing-to-export", `no cell of ${run} has a checkpoint`, "run the experiment first"),
  notTheLast: (what: string) =>
    error(
      "runtime/not-the-last",
      what,
      "finish the run, which also retrains what is damaged, or export older networks with --allow-older",
    ),
  quantityTaken: (quantity: string, metric: string): string =>
    `a row has the quantity ${quantity}, which is what the metric ${metric} records: give it a name of its own`,
  reporterIdle: (minutes: number): string => `it gave no file for ${minutes} minutes, and is not waited for any longer`,
  notMeasured: (arm: string, seed: number, reason: string): string => `left out: ${arm} seed ${seed}: ${reason}`,
  lastCheckpointGone: (checkpoints: string): string =>
    `the cell is finished, but its last checkpoint is missing from ${checkpoints}`,
  outIsRun: (out: string) =>
    error(
      "runtime/out-is-run",
      `${out} is a run, whose report the comparison would replace`,
      "choose another folder with --out",
    ),
  unevenPadding: (architecture: string, blocks: readonly string[]): string =>
    `${architecture} pads ${blocks.join(", ")} only at the right and bottom: give PyTorch's functional.pad the values that the safetensors' metadata has under padding, and those layers no padding`,
  noKerasModel: (architecture: string, layers: readonly string[]): string =>
    `no Keras model of ${architecture}: Keras and TensorFlow.js have no layer for ${layers.join(", ")}`,
  oneArm: () => error("runtime/one-arm", "a difference needs two arms", "explain <file> <arm> <arm> --step diff"),
  unknownName: (what: string, name: string, known: readonly string[]) =>
    error("runtime/unknown-name", `no ${what} is called ${name}`, `there are ${known.join(", ")}`),
  badOption: (message: string) => error("runtime/option", message, "see --help"),
};
