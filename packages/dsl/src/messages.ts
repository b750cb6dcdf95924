import { counted, errorAt, warningAt, type Diagnostic, type PluginKind, type Span } from "@infoplane/contracts";
import { suggest } from "./nearest.ts";

/*
 * Every sentence of the language. Message: what is wrong and where; hint: what to type. A code never changes its
 * meaning. Tests name messages by calling these functions.
 */

// Former words.

export const oldWord = (span: Span, old: string, now: string) =>
  warningAt(span, "dsl/old-word", `\`${old}\` is now called \`${now}\``, `write \`${now}\``);

// The file as a whole.

export const emptyFile = (file: string) =>
  errorAt({ file, start: 0, end: 0 }, "dsl/empty-file", "the file declares nothing", "begin with `experiment <name>`");
export const binaryFile = (file: string) =>
  errorAt({ file, start: 0, end: 0 }, "dsl/binary-file", "this is not a text file", "name a file that ends in .exp");
export const fileTooLong = (file: string, length: number, limit: number) =>
  errorAt({ file, start: 0, end: 0 }, "dsl/file-too-long", `the file has ${length} characters, more than ${limit}`);

// Characters, words and brackets.

export const unknownCharacter = (span: Span, text: string) =>
  errorAt(
    span,
    "dsl/unknown-character",
    `\`${text}\` is not part of the language`,
    /[“”„‘’']/.test(text) ? 'write texts in straight double quotes: "text"' : undefined,
  );
export const malformedNumber = (span: Span, text: string) =>
  errorAt(
    span,
    "dsl/malformed-number",
    `\`${text}\` is not a number`,
    "numbers look like 3, 0.5, 5e-4, 20% or 32x32x3",
  );
export const wrongQuotes = (span: Span) =>
  errorAt(span, "dsl/wrong-quotes", "texts are written in straight double quotes", 'write "text"');
export const unclosedText = (span: Span) =>
  errorAt(span, "dsl/unclosed-text", "this text has no closing quote", 'add "');
export const unclosed = (span: Span, bracket: string) =>
  errorAt(
    span,
    "dsl/unclosed",
    `this \`${bracket}\` is never closed`,
    `add ${bracket === "{" ? "}" : bracket === "(" ? ")" : "]"}`,
  );
export const unexpectedClosing = (span: Span, bracket: string) =>
  errorAt(span, "dsl/unexpected-closing", `this \`${bracket}\` closes nothing`, "remove it");
export const tooDeep = (span: Span, limit: number) =>
  errorAt(span, "dsl/too-deep", `brackets nest deeper than ${limit}`, "use `repeat` and `let`");

// Grammar.

export const unexpectedToken = (span: Span, found: string, expected: string, hint?: string) =>
  errorAt(span, "dsl/unexpected-token", `expected ${expected}, found \`${found}\``, hint);
export const unexpectedEnd = (span: Span, last: string, expected: string) =>
  errorAt(span, "dsl/unexpected-end", `expected ${expected} after \`${last}\``);
const statementNames =
  "experiment, seeds, let, use, dataset, architecture, train, measure, sensitivity, checkpoints, report, claim, profile".split(
    ", ",
  );
export const unknownStatement = (span: Span, found: string) =>
  errorAt(
    span,
    "dsl/unknown-statement",
    `no statement begins with \`${found}\``,
    found === "/" ? "comments begin with `#`" : suggest(found, statementNames),
  );

// Statements.

export const missingStatement = (span: Span, statement: string, example: string) =>
  errorAt(span, "dsl/missing-statement", `the experiment has no \`${statement}\``, `add \`${example}\``);
export const duplicateStatement = (span: Span, statement: string) =>
  errorAt(span, "dsl/duplicate-statement", `\`${statement}\` is declared twice`, "keep one of them");
export const duplicateName = (span: Span, what: string, name: string) =>
  errorAt(span, "dsl/duplicate-name", `a second ${what} is called \`${name}\``, "give each its own name");
export const notInProfile = (span: Span, statement: string) =>
  errorAt(span, "dsl/not-in-profile", `a profile cannot hold \`${statement}\``, "move it out of the profile");
export const unusedLet = (span: Span, name: string, profile: string, known: readonly string[]) =>
  warningAt(
    span,
    "dsl/unused-let",
    `nothing uses the variable \`${name}\` of the profile \`${profile}\``,
    suggest(name, known),
  );
export const unknownSetting = (span: Span, where: string, name: string, known: readonly string[]) =>
  errorAt(span, "dsl/unknown-setting", `\`${where}\` has no setting \`${name}\``, suggest(name, known));
export const duplicateSetting = (span: Span, name: string) =>
  errorAt(span, "dsl/duplicate-setting", `\`${name}\` is set twice in one block`, "keep one of them");
export const oneValue = (span: Span, name: string) =>
  errorAt(span, "dsl/one-value", `\`${name}\` takes one value`, "remove the others");

// Values.

export const decimalComma = (span: Span, meant: string) =>
  errorAt(
    span,
    "dsl/decimal-comma",
    `\`${meant.replace(".", ",")}\` reads as two values: the decimal mark is a point`,
    `write \`${meant}\`, or a space after the comma where two values are meant`,
  );

export const unknownClasses = (span: Span) =>
  errorAt(span, "dsl/unknown-classes", "`classes` is not known here: it is the number of classes of the data set");
export const notAValue = (span: Span, name: string) =>
  errorAt(
    span,
    "dsl/not-a-value",
    `\`${name}(...)\` can't be used as a value here`,
    "write a number, text, name or list",
  );
export const notANumber = (span: Span, found: string, hint?: string) =>
  errorAt(span, "dsl/not-a-number", `arithmetic needs numbers, found ${found}`, hint);
export const notFinite = (span: Span) => errorAt(span, "dsl/not-finite", "this is not a finite number");
export const valueTooLarge = (span: Span, limit: number) =>
  errorAt(span, "dsl/value-too-large", `this list holds more than ${limit} values`);
export const wrongValue = (span: Span, what: string, expected: string, found: string) =>
  errorAt(span, "dsl/wrong-value", `${what} must be ${expected}, found ${found}`);

// Plugins and their options.

const article = (word: string) => `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
export const unknownPlugin = (span: Span | undefined, kind: PluginKind, name: string, known: readonly string[]) =>
  errorAt(span, `dsl/unknown-${kind}`, `no ${kind} is called \`${name}\``, suggest(name, known));
export const notAPlugin = (span: Span, kind: PluginKind, known: readonly string[]) =>
  errorAt(span, "dsl/not-a-plugin", `expected the name of ${article(kind)} here`, suggest("", known));
export const unknownOption = (span: Span, plugin: string, option: string, known: readonly string[]) =>
  errorAt(span, "dsl/unknown-option", `\`${plugin}\` has no option \`${option}\``, suggest(option, known, "option"));
export const duplicateOption = (span: Span, plugin: string, option: string) =>
  errorAt(span, "dsl/duplicate-option", `\`${option}\` of \`${plugin}\` is given twice`, "keep one of them");
export const missingOption = (span: Span, plugin: string, option: string, expected: string) =>
  errorAt(
    span,
    "dsl/missing-option",
    `\`${plugin}\` needs \`${option}\`, ${expected}`,
    `write \`${plugin}(${option}: ...)\``,
  );
export const wrongOption = (
  span: Span,
  plugin: string,
  option: string,
  expected: string,
  found: string,
  hint?: string,
) => errorAt(span, "dsl/wrong-option", `\`${option}\` of \`${plugin}\` must be ${expected}, found ${found}`, hint);
export const refusedOptions = (span: Span, plugin: string, why: string) =>
  errorAt(span, "dsl/refused-options", `\`${plugin}\` does not take these options: ${why}`);
export const optionNotPlain = (span: Span, plugin: string, option: string) =>
  errorAt(
    span,
    "dsl/option-not-plain",
    `\`${plugin}\` makes of \`${option}\` a value that a run can't store as JSON`,
    "this is a fault of the plugin: let its schema give numbers, texts, true, false, null, and lists and objects of these",
  );
export const tooManyArguments = (span: Span, plugin: string, positional: readonly string[]) =>
  errorAt(
    span,
    "dsl/too-many-arguments",
    positional.length === 0
      ? `options of \`${plugin}\` are given by name`
      : `\`${plugin}\` takes at most ${positional.length} value${positional.length > 1 ? "s" : ""} without a name (${positional.join(", ")})`,
    "write `name: value`",
  );
export const pluginFailed = (span: Span, kind: PluginKind, name: string, hook: string, why: string) =>
  errorAt(
    span,
    "dsl/plugin-failed",
    `the ${kind} \`${name}\` failed in \`${hook}\`: ${why}`,
    "this is a bug in the plugin",
  );

// Seeds.

export const wrongSeed = (span: Span, found: string) =>
  errorAt(span, "dsl/wrong-seed", `a seed must be a whole number, 0 or more, found ${found}`, "write 1..5, or 1, 2, 5");
export const reversedRange = (span: Span, from: number, to: number) =>
  errorAt(span, "dsl/reversed-range", `the range ${from}..${to} runs backwards`, `write ${to}..${from}`);
export const duplicateSeed = (span: Span, seed: number) =>
  errorAt(span, "dsl/duplicate-seed", `seed ${seed} is listed twice`, "each seed is one run: remove one");
export const rangeTooLong = (span: Span, limit: number) =>
  errorAt(span, "dsl/range-too-long", `this is a range of more than ${limit} values`);

// Data.

export const batchTooLarge = (span: Span, batch: number, train: number) =>
  errorAt(
    span,
    "dsl/batch-too-large",
    `a batch of ${batch} does not fit into ${train} training samples`,
    `write \`{ batch ${train} }\` or less; the default is 128`,
  );
/** A data set or an augmentation that says why its options are invalid. */
export const dataRefused = (span: Span, why: string, hint?: string) => errorAt(span, "dsl/data-refused", why, hint);
export const offlineDiffers = (span: Span, name: string, has: string, wanted: string) =>
  errorAt(
    span,
    "dsl/offline-differs",
    `\`${name}\` cannot stand in: it has ${has}, the data set has ${wanted}`,
    "name a data set with the same input and classes",
  );

// Architecture.

export const layerOutsideBlock = (span: Span, layer: string) =>
  errorAt(
    span,
    "dsl/layer-outside-block",
    `the layer \`${layer}\` is not in a block`,
    `write \`block { ${layer} ... }\``,
  );
export const unknownPart = (span: Span, name: string) =>
  errorAt(
    span,
    "dsl/unknown-part",
    `\`${name}\` is not part of an architecture`,
    suggest(name, ["block", "repeat", "classifier"], "part"),
  );
export const reservedBlock = (span: Span, name: string) =>
  errorAt(
    span,
    "dsl/reserved-block",
    `a block cannot be called \`${name}\`: ${name === "classifier" ? "that is the network's own classifier" : `in claims \`block: ${name}\` names a block by its position`}`,
    "give it another name",
  );
export const nestedBlock = (span: Span) =>
  errorAt(span, "dsl/nested-block", "a block holds layers, not other blocks", "end the block before this one begins");
export const noBlocks = (span: Span) =>
  errorAt(span, "dsl/no-blocks", "the architecture has no block", "add `block { conv 64; relu }`");
export const emptyBlock = (span: Span, what: string) =>
  errorAt(span, "dsl/empty-block", `this ${what} has no layers`, "put layers inside, or remove it");
export const missingClassifier = (span: Span) =>
  errorAt(
    span,
    "dsl/missing-classifier",
    "the architecture has no classifier",
    "end it with `classifier { dense classes }`",
  );
export const duplicateClassifier = (span: Span) =>
  errorAt(span, "dsl/duplicate-classifier", "the architecture has a second classifier", "keep one of them");
export const classifierInRepeat = (span: Span) =>
  errorAt(span, "dsl/classifier-in-repeat", "the classifier cannot be repeated", "move it out of `repeat`");
export const classifierNotLast = (span: Span) =>
  errorAt(span, "dsl/classifier-not-last", "blocks cannot follow the classifier", "make the classifier the last part");
export const wrongClassifierOutput = (span: Span, shape: string, classes: number) =>
  errorAt(
    span,
    "dsl/wrong-classifier-output",
    `the classifier ends in ${shape}, but must end in ${classes}, one score per class`,
    "end it with `dense classes`, after `flatten` or `global-avgpool` where the input is an image",
  );
export const takesNoLayers = (span: Span, layer: string) =>
  errorAt(span, "dsl/takes-no-layers", `\`${layer}\` holds no other layers`, "remove the braces");
export const missingLayers = (span: Span, layer: string, role: string) =>
  errorAt(span, "dsl/missing-layers", `\`${layer}\` needs layers inside (${role})`, `write \`${layer} { ... }\``);
export const shapeMismatch = (span: Span, why: string, hint?: string) => errorAt(span, "dsl/shape-mismatch", why, hint);
export const wrongRepeat = (span: Span, found: string) =>
  errorAt(
    span,
    "dsl/wrong-repeat",
    `\`repeat\` needs a whole number, 1 or more, found ${found}`,
    "write `repeat 2 { ... }`",
  );
export const tooManyLayers = (span: Span, limit: number) =>
  errorAt(span, "dsl/too-many-layers", `the architecture has more than ${limit} layers`);
export const presetWithoutBody = (span: Span, name: string, known: readonly string[]) =>
  errorAt(
    span,
    "dsl/unknown-architecture",
    `no architecture is called \`${name}\``,
    suggest(name, known, "preset") ?? `write its blocks: \`architecture ${name} { block { ... } }\``,
  );
export const architectureArguments = (span: Span) =>
  errorAt(span, "dsl/architecture-arguments", "an architecture that is written out takes no arguments", "use `let`");

// Arms.

export const noArms = (span: Span) =>
  errorAt(span, "dsl/no-arms", "the experiment trains nothing", "add `train e2e with e2e`");
export const nameTooLong = (span: Span, what: string, length: number, most: number) =>
  errorAt(
    span,
    "dsl/name-too-long",
    `the name of ${what} has ${length} characters, but files are named after it: at most ${most} are allowed`,
    "give it a short name; the experiment's title may be long",
  );
export const duplicateArm = (span: Span, name: string) =>
  errorAt(span, "dsl/duplicate-arm", `a second arm is called \`${name}\``, "give each arm its own name");
export const unknownArm = (span: Span | undefined, name: string, known: readonly string[]) =>
  errorAt(span, "dsl/unknown-arm", `no arm is called \`${name}\``, suggest(name, known));
export const armWithoutTrainer = (span: Span, name: string, known: readonly string[]) =>
  errorAt(
    span,
    "dsl/arm-without-trainer",
    `the arm \`${name}\` has no trainer`,
    suggest(name, known, "arm") ?? `write \`train ${name} with <trainer>\``,
  );
export const defaultsWithTrainer = (span: Span) =>
  errorAt(
    span,
    "dsl/defaults-with-trainer",
    "`train *` holds settings for all arms and has no trainer",
    "name the arm",
  );
export const missingEpochs = (span: Span, arm: string) =>
  errorAt(
    span,
    "dsl/missing-epochs",
    `the number of epochs that \`${arm}\` trains for is missing`,
    "add `train * { epochs 20 }`",
  );
export const oneBatchValue = (span: Span | undefined, arm: string, layer: string, values: BatchValues) =>
  errorAt(
    span,
    "dsl/one-batch-value",
    `\`${layer}\` of \`${arm}\` would compute its statistics over one value: ${said(values)}, so its output would be its shift alone`,
    values.parts > 1
      ? "accumulate over fewer parts, or use larger batches"
      : "use larger batches, or another normalisation",
  );
export const fewBatchValues = (span: Span | undefined, arm: string, layer: string, values: BatchValues) =>
  warningAt(
    span,
    "dsl/few-batch-values",
    `\`${layer}\` of \`${arm}\` computes its statistics over few samples: ${said(values)}`,
    values.parts > 1 ? "accumulate over fewer parts, or use larger batches" : "batches of 8 samples or more are usual",
  );
export interface BatchValues {
  readonly batch: number;
  readonly parts: number;
  /** Samples of the smallest part. */
  readonly samples: number;
}
const said = ({ batch, parts, samples }: BatchValues): string =>
  parts > 1
    ? `a batch of ${batch} split into ${parts} parts has parts of ${samples === 1 ? "1 sample" : `${samples} samples`}`
    : `a batch has ${samples === 1 ? "1 sample" : `${samples} samples`}`;
export const cannotAccumulate = (span: Span, trainer: string) =>
  errorAt(
    span,
    "dsl/cannot-accumulate",
    `\`${trainer}\` needs each batch as a whole, so gradients can't be accumulated over parts of it`,
    "remove `accumulate`, or make the batch smaller",
  );
export const loopNotUsed = (span: Span, variable: string) =>
  errorAt(
    span,
    "dsl/loop-not-used",
    `every round of the loop would define an arm of the same name`,
    `put the variable into the name: \`arm-{${variable}}\``,
  );
export const unknownVariable = (span: Span, name: string) =>
  errorAt(
    span,
    "dsl/unknown-variable",
    `\`{${name}}\` is not the variable of a \`for\``,
    "add `for " + name + " in [2, 4]`",
  );
export const wrongLoopValue = (span: Span, found: string) =>
  errorAt(span, "dsl/wrong-loop-value", `an arm's name can be made of whole numbers and names, found ${found}`);
export const wrongArmName = (span: Span, name: string) =>
  errorAt(
    span,
    "dsl/wrong-arm-name",
    `\`${name}\` is not a name that a claim can refer to`,
    "begin with a letter and end with a letter or number: `blocks-{k}`",
  );
export const groupingRefused = (span: Span, arm: string, why: string, hint?: string) =>
  errorAt(span, "dsl/grouping-refused", `\`${arm}\` cannot group this network: ${why}`, hint);
/** `fitting`: heads that give what the loss needs. */
export const headDoesNotFitLoss = (
  span: Span,
  {
    head,
    gives,
    loss,
    needs,
    fitting,
  }: Record<"head" | "gives" | "loss" | "needs", string> & { fitting: readonly string[] },
) =>
  errorAt(
    span,
    "dsl/head-does-not-fit-loss",
    `the head \`${head}\` gives ${gives}, but the loss \`${loss}\` needs ${needs}`,
    fitting.length > 0
      ? `heads that give ${needs}: ${fitting.join(", ")}; or choose another loss`
      : "choose another loss",
  );
/** For an option whose loss the rule evaluates in a fixed place. `fitting`: losses that accept what is given there. */
export const lossDoesNotFit = (
  span: Span,
  {
    trainer,
    option,
    gives,
    loss,
    needs,
    fitting,
  }: Record<"trainer" | "option" | "gives" | "loss" | "needs", string> & { fitting: readonly string[] },
) =>
  errorAt(
    span,
    "dsl/loss-does-not-fit",
    `\`${option}\` of \`${trainer}\` is a loss on ${gives}, but \`${loss}\` needs ${needs}`,
    `losses on ${gives}: ${fitting.join(", ")}`,
  );
/** `fitting`: as above; empty if the rule takes no head. */
export const lossNeedsHead = (
  span: Span,
  { loss, needs, trainer, fitting }: Record<"loss" | "needs" | "trainer", string> & { fitting: readonly string[] },
) =>
  errorAt(
    span,
    "dsl/loss-needs-head",
    `the loss \`${loss}\` needs ${needs}, but ${trainer} evaluates it at the classifier, which gives class scores`,
    fitting.length > 0
      ? `heads that give ${needs}: ${fitting.join(", ")}; write \`${trainer}(loss: ${loss}, head: ${fitting[0]})\``
      : "choose a loss on class scores, such as `cross-entropy`",
  );
export const headDoesNotFitBlock = (span: Span, head: string, block: string, why: string, hint?: string) =>
  errorAt(span, "dsl/head-does-not-fit-block", `the head \`${head}\` does not fit on \`${block}\`: ${why}`, hint);

// Measures and reports.

export const nothingMeasured = (span: Span) =>
  warningAt(span, "dsl/nothing-measured", "the experiment measures nothing", "add `measure accuracy, loss`");
export const onlyStatements = (span: Span, found: string, wanted: string) =>
  errorAt(span, "dsl/only-statements", `only \`${wanted}\` can stand here, found \`${found}\``, "remove it");
export const duplicateMeasure = (span: Span, label: string, onOtherProbe = false) =>
  errorAt(
    span,
    "dsl/duplicate-measure",
    `\`${label}\` is measured twice`,
    onOtherProbe
      ? "records do not tell probe sets apart: measure the other one in a copy of this experiment"
      : "remove one, or give it other options",
  );
export const duplicateClause = (span: Span, clause: string) =>
  errorAt(span, "dsl/duplicate-clause", `this measure has a second \`${clause}\``, "keep one of them");
export const missingProbe = (span: Span, metric: string) =>
  errorAt(
    span,
    "dsl/missing-probe",
    `\`${metric}\` needs a probe set, but none is named`,
    "add `on probe(train, 512)`",
  );
export const unusedProbe = (span: Span) =>
  warningAt(span, "dsl/unused-probe", "none of these metrics uses a probe set", "remove `on probe(...)`");
export const wrongProbe = (span: Span, why: string) =>
  errorAt(span, "dsl/wrong-probe", why, "write `on probe(train, 512)` or `on probe(test, 512)`");
export const probeTooLarge = (span: Span, samples: number, split: string, count: number) =>
  errorAt(
    span,
    "dsl/probe-too-large",
    `a probe of ${counted(samples, "sample")} does not fit into the ${count} samples of \`${split}\``,
    `write \`probe(${split}, ${count})\` or less`,
  );
export const tooManyDraws = (span: Span, draws: number, samples: number, split: string, count: number) =>
  errorAt(
    span,
    "dsl/too-many-draws",
    `${counted(draws, "draw")} of ${counted(samples, "sample")} are ${draws * samples} samples, but \`${split}\` has ${count}: draws that share samples ` +
      `would vary less than the choice of samples does`,
    `write \`draws: ${Math.floor(count / samples)}\` or less, or draw fewer samples`,
  );
export const wrongEvery = (span: Span, found: string) =>
  errorAt(
    span,
    "dsl/wrong-every",
    `\`every\` needs a whole number of epochs, 1 or more, found ${found}`,
    "write `every 1 epoch`",
  );
export const duplicateReport = (span: Span, name: string) =>
  errorAt(span, "dsl/duplicate-report", `the report \`${name}\` is requested twice`, "remove one");

// Sensitivity.

export const wrongVaried = (span: Span, why: string, hint?: string) => errorAt(span, "dsl/wrong-varied", why, hint);
export const varyTooMuch = (span: Span, count: number, limit: number) =>
  errorAt(span, "dsl/vary-too-much", `these are ${count} settings, more than ${limit}`, "vary fewer options together");

// Claims.

export const claimWithoutArm = (span: Span, quantity: string, arm: string) =>
  errorAt(
    span,
    "dsl/claim-without-arm",
    `\`${quantity}\` does not say which arm it is about`,
    `write \`${quantity}[${arm}]\``,
  );
export const unknownQuantity = (span: Span, name: string, known: readonly string[]) =>
  errorAt(
    span,
    "dsl/unknown-quantity",
    `nothing that is measured is called \`${name}\``,
    suggest(name, known, "quantity"),
  );
export const onlyTrain = (span: Span, metric: string) =>
  errorAt(
    span,
    "dsl/only-train",
    `only the train part of \`${metric}\` is measured, but a quantity without a part means the test part`,
    `write \`${metric}(train)\`, or measure the test part`,
  );
export const noSuchPart = (span: Span, label: string, split: string, known: readonly string[]) =>
  errorAt(
    span,
    "dsl/no-such-part",
    `\`${label}\` has no records for the ${split} part`,
    known.length > 0
      ? `its records are for the part ${known.join(", ")}`
      : "its `on probe(...)` says what it is measured on",
  );
export const severalRecords = (span: Span, label: string) =>
  errorAt(
    span,
    "dsl/several-records",
    `\`${label}\` has more than one record per network or block, so a claim can't name one of them`,
    "claim something about another measure",
  );
export const notPerBlock = (span: Span, label: string) =>
  errorAt(
    span,
    "dsl/not-per-block",
    `\`${label}\` has one value for the whole network, and none per block`,
    "leave the blocks out",
  );
interface DueEpochs {
  readonly label: string;
  readonly arm: string;
  readonly epochs: number;
  readonly due: readonly number[];
}
export const notDue = (span: Span, { label, arm, epochs, due }: DueEpochs, when: string) =>
  errorAt(
    span,
    "dsl/not-due",
    `\`${label}\` is not measured ${when}: \`${arm}\` trains for ${counted(epochs, "epoch")}`,
    `it is measured after ${due.slice(0, 6).join(", ")}${due.length > 6 ? `... ${due.at(-1) ?? ""}` : ""}`,
  );
export const fewLateEpochs = (span: Span, { label, arm, epochs }: DueEpochs) =>
  warningAt(
    span,
    "dsl/few-late-epochs",
    `\`${label}\` is measured too rarely in the late epochs of \`${arm}\`, which trains for ${counted(epochs, "epoch")}: this claim will stay undecided`,
    "train for longer, or measure it `every 1 epoch`",
  );
export const notMeasured = (span: Span, label: string, needs: string) =>
  errorAt(span, "dsl/not-measured", `\`${label}\` is not measured`, `add \`measure ${needs}\``);
export const wrongSelector = (span: Span, name: string, expected: string, found: string) =>
  errorAt(span, "dsl/wrong-selector", `\`${name}\` must be ${expected}, found ${found}`);
export const missingMargin = (span: Span) =>
  errorAt(span, "dsl/missing-margin", "`~` needs a margin: how close must the two quantities be?", "add `within 1%`");
export const wrongMargin = (span: Span, word: string, relation: string) =>
  errorAt(
    span,
    "dsl/wrong-margin",
    `\`${word}\` does not go with \`${relation}\``,
    relation === "~" ? "write `within`" : "write `by`",
  );
export const claimWithoutQuantity = (span: Span) =>
  errorAt(
    span,
    "dsl/claim-without-quantity",
    "this claim compares only numbers",
    "name what is measured: `accuracy(test)[e2e]`",
  );
export const claimWithoutBlock = (span: Span, label: string) =>
  errorAt(
    span,
    "dsl/claim-without-block",
    `\`${label}\` has one value per block: which block is meant?`,
    "add `block: last`, or write `mean(... over blocks)`",
  );
export const unknownColumn = (span: Span, label: string, column: string, known: readonly string[]) =>
  errorAt(span, "dsl/unknown-column", `records of \`${label}\` have no column \`${column}\``, suggest(column, known));
const overExample = "write `slope(nhsic(X, Z, block: last) over epochs late)`";
export const unknownReduction = (span: Span, name: string, known: readonly string[]) =>
  errorAt(
    span,
    "dsl/unknown-reduction",
    `no reduction over epochs or blocks is called \`${name}\``,
    suggest(name, known),
  );
export const missingOver = (span: Span, name: string) =>
  errorAt(
    span,
    "dsl/missing-over",
    `\`${name}\` needs a quantity, followed by \`over epochs\` or \`over blocks\``,
    overExample,
  );
export const wrongReduction = (span: Span, why: string, hint = overExample) =>
  errorAt(span, "dsl/wrong-reduction", why, hint);
export const selectedAndReduced = (span: Span, selected: string, axis: string) =>
  errorAt(
    span,
    "dsl/selected-and-reduced",
    `one \`${selected}\` is selected, but the quantity is also taken over ${axis}`,
    "keep one of them",
  );
export const onlyAtEnd = (span: Span, label: string) =>
  errorAt(span, "dsl/only-at-end", `\`${label}\` is measured only at the end`, "measure it `every 1 epoch`");
export const claimOfItself = (span: Span, side: string) =>
  warningAt(span, "dsl/claim-of-itself", `both sides of this claim are \`${side}\``, "compare it with another arm");
interface Difference {
  readonly left: string;
  /** What is subtracted from the left side; not set for a number. */
  readonly right?: string;
  /** The range in which the difference must lie, if that matters. */
  readonly low?: number;
  readonly high?: number;
}
const bounds = ({ left, right, low, high }: Difference): string => {
  const ends = [low === undefined ? [] : `below ${low}`, high === undefined ? [] : `above ${high}`].flat();
  return `\`${left}\`${right === undefined ? "" : ` minus \`${right}\``} is never ${ends.join(" nor ")}`;
};
export const claimAlwaysHolds = (span: Span, difference: Difference) =>
  errorAt(
    span,
    "dsl/claim-always-holds",
    `this claim holds whatever is trained: ${bounds(difference)}`,
    "compare arms, or add a margin: `by 1%`",
  );
export const claimNeverHolds = (span: Span, difference: Difference, percent?: number) =>
  warningAt(
    span,
    "dsl/claim-never-holds",
    `this claim cannot hold, whatever is trained: ${bounds(difference)}`,
    percent === undefined ? undefined : `is ${percent}% meant?`,
  );
export const claimLeftOut = (span: Span, arm: string) =>
  warningAt(span, "dsl/claim-left-out", `this claim is left out: \`${arm}\` does not run here`);

// Command line. These have no position in the file: they name the flag.

export const unknownProfile = (name: string, known: readonly string[]) =>
  errorAt(
    undefined,
    "dsl/unknown-profile",
    `--profile ${name}: the experiment has no such profile`,
    suggest(name, known),
  );
export const unknownOnly = (name: string, known: readonly string[]) =>
  errorAt(undefined, "dsl/unknown-only", `--only ${name}: the experiment has no such arm`, suggest(name, known));
export const malformedOverride = (flag: string) =>
  errorAt(
    undefined,
    "dsl/malformed-override",
    `${flag}: expected <path>=<value>`,
    "for example --set train.e2e.epochs=3",
  );
export const unknownOverride = (flag: string, path: string, known: readonly string[]) =>
  errorAt(undefined, "dsl/unknown-override", `${flag}: nothing is called \`${path}\``, suggest(path, known));

/** A problem inside the text of a flag, which has no frame to show. */
export const inFlag = (flag: string, { code, severity, message, hint }: Diagnostic): Diagnostic => ({
  code,
  severity,
  message: `${flag}: ${message}`,
  ...(hint !== undefined && { hint }),
});

/** A problem that occurs only under a profile. */
export const inProfile = (profile: string, diagnostic: Diagnostic): Diagnostic => ({
  ...diagnostic,
  message: `under \`--profile ${profile}\`: ${diagnostic.message}`,
});
