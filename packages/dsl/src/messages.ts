import { counted, type Diagnostic, type PluginKind, type Span } from "@infoplane/contracts";
import { suggest } from "./nearest.ts";

/*
 * Every sentence of the language. Message: what is wrong and where; hint: what to type. A code never changes its
 * meaning. Tests name messages by calling these functions.
 */

function error(code: string, span: Span | undefined, message: string, hint?: string): Diagnostic {
  return { code, severity: "error", message, ...(hint !== undefined && { hint }), ...(span && { span }) };
}

function warning(code: string, span: Span | undefined, message: string, hint?: string): Diagnostic {
  return { ...error(code, span, message, hint), severity: "warning" };
}

// Words of before.

export const oldWord = (span: Span, old: string, now: string) =>
  warning("old-word", span, `\`${old}\` is now called \`${now}\``, `write \`${now}\``);

// The file as a whole.

export const emptyFile = (file: string) =>
  error("empty-file", { file, start: 0, end: 0 }, "the file declares nothing", "begin with `experiment <name>`");
export const binaryFile = (file: string) =>
  error("binary-file", { file, start: 0, end: 0 }, "this is not a text file", "name a file that ends in .exp");
export const fileTooLong = (file: string, length: number, limit: number) =>
  error("file-too-long", { file, start: 0, end: 0 }, `the file has ${length} characters, more than ${limit}`);

// Characters, words and brackets.

export const unknownCharacter = (span: Span, text: string) =>
  error(
    "unknown-character",
    span,
    `\`${text}\` is not part of the language`,
    /[“”„‘’']/.test(text) ? 'write texts in straight double quotes: "text"' : undefined,
  );
export const malformedNumber = (span: Span, text: string) =>
  error("malformed-number", span, `\`${text}\` is not a number`, "numbers look like 3, 0.5, 5e-4, 20% or 32x32x3");
export const wrongQuotes = (span: Span) =>
  error("wrong-quotes", span, "texts stand in straight double quotes", 'write "text"');
export const unclosedText = (span: Span) => error("unclosed-text", span, "this text has no closing quote", 'add "');
export const unclosed = (span: Span, bracket: string) =>
  error(
    "unclosed",
    span,
    `this \`${bracket}\` is never closed`,
    `add ${bracket === "{" ? "}" : bracket === "(" ? ")" : "]"}`,
  );
export const unexpectedClosing = (span: Span, bracket: string) =>
  error("unexpected-closing", span, `nothing is open that this \`${bracket}\` could close`, "remove it");
export const tooDeep = (span: Span, limit: number) =>
  error("too-deep", span, `brackets nest deeper than ${limit}`, "use `repeat` and `let`");

// Grammar.

export const unexpectedToken = (span: Span, found: string, expected: string, hint?: string) =>
  error("unexpected-token", span, `expected ${expected}, found \`${found}\``, hint);
export const unexpectedEnd = (span: Span, last: string, expected: string) =>
  error("unexpected-end", span, `expected ${expected} after \`${last}\``);
const statementNames =
  "experiment, seeds, let, use, dataset, architecture, train, measure, sensitivity, checkpoints, report, claim, profile".split(
    ", ",
  );
export const unknownStatement = (span: Span, found: string) =>
  error(
    "unknown-statement",
    span,
    `no statement begins with \`${found}\``,
    found === "/" ? "comments begin with `#`" : suggest(found, statementNames),
  );

// Statements.

export const missingStatement = (span: Span, statement: string, example: string) =>
  error("missing-statement", span, `the experiment has no \`${statement}\``, `add \`${example}\``);
export const duplicateStatement = (span: Span, statement: string) =>
  error("duplicate-statement", span, `\`${statement}\` is declared a second time`, "keep one of them");
export const duplicateName = (span: Span, what: string, name: string) =>
  error("duplicate-name", span, `a second ${what} is called \`${name}\``, "give each its own name");
export const notInProfile = (span: Span, statement: string) =>
  error("not-in-profile", span, `a profile cannot hold \`${statement}\``, "move it out of the profile");
export const unusedLet = (span: Span, name: string, profile: string, known: readonly string[]) =>
  warning(
    "unused-let",
    span,
    `nothing uses the variable \`${name}\` of the profile \`${profile}\``,
    suggest(name, known),
  );
export const unknownSetting = (span: Span, where: string, name: string, known: readonly string[]) =>
  error("unknown-setting", span, `\`${where}\` has no setting \`${name}\``, suggest(name, known));
export const duplicateSetting = (span: Span, name: string) =>
  error("duplicate-setting", span, `\`${name}\` is set twice in one block`, "keep one of them");
export const oneValue = (span: Span, name: string) =>
  error("one-value", span, `\`${name}\` takes one value`, "remove the others");

// Values.

export const decimalComma = (span: Span, meant: string) =>
  error(
    "decimal-comma",
    span,
    `\`${meant.replace(".", ",")}\` reads as two values: the decimal mark is a point`,
    `write \`${meant}\`, or a space after the comma where two values are meant`,
  );

export const unknownClasses = (span: Span) =>
  error("unknown-classes", span, "`classes` is not known here: it is the number of classes of the data set");
export const notAValue = (span: Span, name: string) =>
  error(
    "not-a-value",
    span,
    `\`${name}(...)\` is not a value that this place can hold`,
    "write a number, text, name or list",
  );
export const notANumber = (span: Span, found: string, hint?: string) =>
  error("not-a-number", span, `arithmetic needs numbers, found ${found}`, hint);
export const notFinite = (span: Span) => error("not-finite", span, "this is not a finite number");
export const valueTooLarge = (span: Span, limit: number) =>
  error("value-too-large", span, `this list holds more than ${limit} values`);
export const wrongValue = (span: Span, what: string, expected: string, found: string) =>
  error("wrong-value", span, `${what} must be ${expected}, found ${found}`);

// Plugins and their options.

const article = (word: string) => `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
export const unknownPlugin = (span: Span | undefined, kind: PluginKind, name: string, known: readonly string[]) =>
  error(`unknown-${kind}`, span, `no ${kind} is called \`${name}\``, suggest(name, known));
export const notAPlugin = (span: Span, kind: PluginKind, known: readonly string[]) =>
  error("not-a-plugin", span, `expected the name of ${article(kind)} here`, suggest("", known));
export const unknownOption = (span: Span, plugin: string, option: string, known: readonly string[]) =>
  error("unknown-option", span, `\`${plugin}\` has no option \`${option}\``, suggest(option, known, "option"));
export const duplicateOption = (span: Span, plugin: string, option: string) =>
  error("duplicate-option", span, `\`${option}\` of \`${plugin}\` is given twice`, "keep one of them");
export const missingOption = (span: Span, plugin: string, option: string, expected: string) =>
  error(
    "missing-option",
    span,
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
) => error("wrong-option", span, `\`${option}\` of \`${plugin}\` must be ${expected}, found ${found}`, hint);
export const refusedOptions = (span: Span, plugin: string, why: string) =>
  error("refused-options", span, `\`${plugin}\` does not take these options: ${why}`);
export const tooManyArguments = (span: Span, plugin: string, positional: readonly string[]) =>
  error(
    "too-many-arguments",
    span,
    positional.length === 0
      ? `options of \`${plugin}\` are given by name`
      : `\`${plugin}\` takes at most ${positional.length} value${positional.length > 1 ? "s" : ""} without a name (${positional.join(", ")})`,
    "write `name: value`",
  );
export const pluginFailed = (span: Span, kind: PluginKind, name: string, hook: string, why: string) =>
  error(
    "plugin-failed",
    span,
    `the ${kind} \`${name}\` failed in \`${hook}\`: ${why}`,
    "this is a fault of the plugin",
  );

// Seeds.

export const wrongSeed = (span: Span, found: string) =>
  error("wrong-seed", span, `a seed must be a whole number from 0 on, found ${found}`, "write 1..5, or 1, 2, 5");
export const reversedRange = (span: Span, from: number, to: number) =>
  error("reversed-range", span, `the range ${from}..${to} runs backwards`, `write ${to}..${from}`);
export const duplicateSeed = (span: Span, seed: number) =>
  error("duplicate-seed", span, `seed ${seed} is listed twice`, "each seed is one run: remove one");
export const rangeTooLong = (span: Span, limit: number) =>
  error("range-too-long", span, `this is a range of more than ${limit} values`);

// Data.

export const batchTooLarge = (span: Span, batch: number, train: number) =>
  error(
    "batch-too-large",
    span,
    `a batch of ${batch} does not fit into ${train} training samples`,
    `write \`{ batch ${train} }\` or less; it is 128 when not said`,
  );
/** A data set or an augmentation that says why its options can't be. */
export const dataRefused = (span: Span, why: string, hint?: string) => error("data-refused", span, why, hint);
export const offlineDiffers = (span: Span, name: string, has: string, wanted: string) =>
  error(
    "offline-differs",
    span,
    `\`${name}\` cannot stand in: it has ${has}, the data set has ${wanted}`,
    "name a data set with the same input and classes",
  );

// Architecture.

export const layerOutsideBlock = (span: Span, layer: string) =>
  error("layer-outside-block", span, `the layer \`${layer}\` is in no block`, `write \`block { ${layer} ... }\``);
export const unknownPart = (span: Span, name: string) =>
  error(
    "unknown-part",
    span,
    `\`${name}\` is no part of an architecture`,
    suggest(name, ["block", "repeat", "classifier"], "part"),
  );
export const reservedBlock = (span: Span, name: string) =>
  error(
    "reserved-block",
    span,
    `a block cannot be called \`${name}\`: ${name === "classifier" ? "that is the network's own classifier" : `in claims \`block: ${name}\` is a block by its place`}`,
    "give it another name",
  );
export const nestedBlock = (span: Span) =>
  error("nested-block", span, "a block holds layers, not other blocks", "end the block before this one begins");
export const noBlocks = (span: Span) =>
  error("no-blocks", span, "the architecture has no block", "add `block { conv 64; relu }`");
export const emptyBlock = (span: Span, what: string) =>
  error("empty-block", span, `this ${what} has no layers`, "put layers inside, or remove it");
export const missingClassifier = (span: Span) =>
  error("missing-classifier", span, "the architecture has no classifier", "end it with `classifier { dense classes }`");
export const duplicateClassifier = (span: Span) =>
  error("duplicate-classifier", span, "the architecture has a second classifier", "keep one of them");
export const classifierInRepeat = (span: Span) =>
  error("classifier-in-repeat", span, "the classifier cannot be repeated", "move it out of `repeat`");
export const classifierNotLast = (span: Span) =>
  error("classifier-not-last", span, "blocks cannot follow the classifier", "make the classifier the last part");
export const wrongClassifierOutput = (span: Span, shape: string, classes: number) =>
  error(
    "wrong-classifier-output",
    span,
    `the classifier ends in ${shape}, and must end in ${classes}, one score for each class`,
    "end it with `dense classes`, after `flatten` or `global-avgpool` where the input is an image",
  );
export const takesNoLayers = (span: Span, layer: string) =>
  error("takes-no-layers", span, `\`${layer}\` holds no other layers`, "remove the braces");
export const missingLayers = (span: Span, layer: string, role: string) =>
  error("missing-layers", span, `\`${layer}\` needs layers inside (${role})`, `write \`${layer} { ... }\``);
export const shapeMismatch = (span: Span, why: string, hint?: string) => error("shape-mismatch", span, why, hint);
export const wrongRepeat = (span: Span, found: string) =>
  error("wrong-repeat", span, `\`repeat\` needs a whole number from 1 on, found ${found}`);
export const tooManyLayers = (span: Span, limit: number) =>
  error("too-many-layers", span, `the architecture has more than ${limit} layers`);
export const presetWithoutBody = (span: Span, name: string, known: readonly string[]) =>
  error(
    "unknown-architecture",
    span,
    `no architecture is called \`${name}\``,
    suggest(name, known, "preset") ?? `write its blocks: \`architecture ${name} { block { ... } }\``,
  );
export const architectureArguments = (span: Span) =>
  error("architecture-arguments", span, "an architecture that is written out takes no arguments", "use `let`");

// Arms.

export const noArms = (span: Span) =>
  error("no-arms", span, "the experiment trains nothing", "add `train e2e with e2e`");
export const nameTooLong = (span: Span, what: string, length: number, most: number) =>
  error(
    "name-too-long",
    span,
    `the name of ${what} has ${length} characters, and files are called after it: ${most} at most`,
    "give it a short name; the experiment's title may be long",
  );
export const duplicateArm = (span: Span, name: string) =>
  error("duplicate-arm", span, `a second arm is called \`${name}\``, "give each arm its own name");
export const unknownArm = (span: Span | undefined, name: string, known: readonly string[]) =>
  error("unknown-arm", span, `no arm is called \`${name}\``, suggest(name, known));
export const armWithoutTrainer = (span: Span, name: string, known: readonly string[]) =>
  error(
    "arm-without-trainer",
    span,
    `the arm \`${name}\` has no trainer`,
    suggest(name, known, "arm") ?? `write \`train ${name} with <trainer>\``,
  );
export const defaultsWithTrainer = (span: Span) =>
  error("defaults-with-trainer", span, "`train *` holds settings for all arms and has no trainer", "name the arm");
export const missingEpochs = (span: Span, arm: string) =>
  error("missing-epochs", span, `nothing says for how many epochs \`${arm}\` trains`, "add `train * { epochs 20 }`");
export const oneBatchValue = (span: Span | undefined, arm: string, layer: string, values: BatchValues) =>
  error(
    "one-batch-value",
    span,
    `\`${layer}\` of \`${arm}\` would take its statistics over one value: ${said(values)}, so that all it gives is its shift`,
    values.parts > 1
      ? "accumulate over fewer parts, or take larger batches"
      : "take larger batches, or another normalisation",
  );
export const fewBatchValues = (span: Span | undefined, arm: string, layer: string, values: BatchValues) =>
  warning(
    "few-batch-values",
    span,
    `\`${layer}\` of \`${arm}\` takes its statistics over few samples: ${said(values)}`,
    values.parts > 1 ? "accumulate over fewer parts, or take larger batches" : "batches of 8 samples or more are usual",
  );
export interface BatchValues {
  readonly batch: number;
  readonly parts: number;
  /** Samples of the smallest part. */
  readonly samples: number;
}
const said = ({ batch, parts, samples }: BatchValues): string =>
  parts > 1
    ? `a batch of ${batch} in ${parts} parts leaves parts of ${samples === 1 ? "1 sample" : `${samples} samples`}`
    : `a batch has ${samples === 1 ? "1 sample" : `${samples} samples`}`;
export const cannotAccumulate = (span: Span, trainer: string) =>
  error(
    "cannot-accumulate",
    span,
    `\`${trainer}\` takes each batch as a whole, so gradients can't be accumulated over parts of it`,
    "remove `accumulate`, or make the batch smaller",
  );
export const loopNotUsed = (span: Span, variable: string) =>
  error(
    "loop-not-used",
    span,
    `every round would give an arm of the same name`,
    `write the variable into it: \`arm-{${variable}}\``,
  );
export const unknownVariable = (span: Span, name: string) =>
  error("unknown-variable", span, `\`{${name}}\` is not the variable of a \`for\``, "add `for " + name + " in [2, 4]`");
export const wrongLoopValue = (span: Span, found: string) =>
  error("wrong-loop-value", span, `an arm's name can be made of whole numbers and names, found ${found}`);
export const wrongArmName = (span: Span, name: string) =>
  error(
    "wrong-arm-name",
    span,
    `\`${name}\` is not a name that a claim could say`,
    "begin with a letter and end with a letter or number: `blocks-{k}`",
  );
export const groupingRefused = (span: Span, arm: string, why: string, hint?: string) =>
  error("grouping-refused", span, `\`${arm}\` cannot group this network: ${why}`, hint);
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
  error(
    "head-does-not-fit-loss",
    span,
    `the head \`${head}\` gives ${gives}, and the loss \`${loss}\` needs ${needs}`,
    fitting.length > 0
      ? `heads that give ${needs}: ${fitting.join(", ")}; or choose another loss`
      : "choose another loss",
  );
/** Of an option whose loss the rule evaluates where it always does. `fitting`: losses that take what is there. */
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
  error(
    "loss-does-not-fit",
    span,
    `\`${option}\` of \`${trainer}\` is a loss on ${gives}, and \`${loss}\` needs ${needs}`,
    `losses on ${gives}: ${fitting.join(", ")}`,
  );
/** `fitting`: as above; none where the rule takes no head. */
export const lossNeedsHead = (
  span: Span,
  { loss, needs, trainer, fitting }: Record<"loss" | "needs" | "trainer", string> & { fitting: readonly string[] },
) =>
  error(
    "loss-needs-head",
    span,
    `the loss \`${loss}\` needs ${needs}, and ${trainer} evaluates it at the classifier, which gives class scores`,
    fitting.length > 0
      ? `heads that give ${needs}: ${fitting.join(", ")}; write \`${trainer}(loss: ${loss}, head: ${fitting[0]})\``
      : "choose a loss on class scores, as `cross-entropy`",
  );
export const headDoesNotFitBlock = (span: Span, head: string, block: string, why: string, hint?: string) =>
  error("head-does-not-fit-block", span, `the head \`${head}\` does not fit on \`${block}\`: ${why}`, hint);

// Measures and reports.

export const nothingMeasured = (span: Span) =>
  warning("nothing-measured", span, "the experiment measures nothing", "add `measure accuracy, loss`");
export const onlyStatements = (span: Span, found: string, wanted: string) =>
  error("only-statements", span, `only \`${wanted}\` can stand here, found \`${found}\``, "remove it");
export const duplicateMeasure = (span: Span, label: string, onOtherProbe = false) =>
  error(
    "duplicate-measure",
    span,
    `\`${label}\` is measured twice`,
    onOtherProbe
      ? "records do not tell probe sets apart: measure the other one in a copy of this experiment"
      : "remove one, or give it other options",
  );
export const duplicateClause = (span: Span, clause: string) =>
  error("duplicate-clause", span, `this measure has a second \`${clause}\``, "keep one of them");
export const missingProbe = (span: Span, metric: string) =>
  error("missing-probe", span, `\`${metric}\` looks at a probe set, and none is named`, "add `on probe(train, 512)`");
export const unusedProbe = (span: Span) =>
  warning("unused-probe", span, "none of these metrics looks at a probe set", "remove `on probe(...)`");
export const wrongProbe = (span: Span, why: string) =>
  error("wrong-probe", span, why, "write `on probe(train, 512)` or `on probe(test, 512)`");
export const probeTooLarge = (span: Span, samples: number, split: string, count: number) =>
  error(
    "probe-too-large",
    span,
    `a probe of ${counted(samples, "sample")} does not fit into the ${count} of \`${split}\``,
  );
export const tooManyDraws = (span: Span, draws: number, samples: number, split: string, count: number) =>
  error(
    "too-many-draws",
    span,
    `${counted(draws, "draw")} of ${counted(samples, "sample")} are ${draws * samples}, and \`${split}\` has ${count}: draws that share samples ` +
      `would differ less than the choice of samples does`,
    `write \`draws: ${Math.floor(count / samples)}\` or less, or draw fewer samples`,
  );
export const wrongEvery = (span: Span, found: string) =>
  error("wrong-every", span, `\`every\` needs a whole number of epochs from 1 on, found ${found}`);
export const duplicateReport = (span: Span, name: string) =>
  error("duplicate-report", span, `the report \`${name}\` is asked for twice`, "remove one");

// Sensitivity.

export const wrongVaried = (span: Span, why: string, hint?: string) => error("wrong-varied", span, why, hint);
export const varyTooMuch = (span: Span, count: number, limit: number) =>
  error("vary-too-much", span, `these are ${count} settings, more than ${limit}`, "vary fewer options together");

// Claims.

export const claimWithoutArm = (span: Span, quantity: string, arm: string) =>
  error("claim-without-arm", span, `of which arm is \`${quantity}\`?`, `write \`${quantity}[${arm}]\``);
export const unknownQuantity = (span: Span, name: string, known: readonly string[]) =>
  error("unknown-quantity", span, `nothing that is measured is called \`${name}\``, suggest(name, known, "quantity"));
export const onlyTrain = (span: Span, metric: string) =>
  error(
    "only-train",
    span,
    `only the train part of \`${metric}\` is measured, and without a part the test part is meant`,
    `write \`${metric}(train)\`, or measure the test part`,
  );
export const noSuchPart = (span: Span, label: string, split: string, known: readonly string[]) =>
  error(
    "no-such-part",
    span,
    `records of \`${label}\` are not of the ${split} part`,
    known.length > 0
      ? `they are of the part ${known.join(", ")}`
      : "what it is measured on is said by its `on probe(...)`",
  );
export const severalRecords = (span: Span, label: string) =>
  error(
    "several-records",
    span,
    `\`${label}\` has more than one record of a network or block, of which a claim can name none`,
    "claim something of another measure",
  );
export const notPerBlock = (span: Span, label: string) =>
  error(
    "not-per-block",
    span,
    `\`${label}\` is one value of the whole network, and has none of a block`,
    "leave the layers out",
  );
interface DueEpochs {
  readonly label: string;
  readonly arm: string;
  readonly epochs: number;
  readonly due: readonly number[];
}
export const notDue = (span: Span, { label, arm, epochs, due }: DueEpochs, when: string) =>
  error(
    "not-due",
    span,
    `\`${label}\` is not measured ${when}: \`${arm}\` trains for ${epochs}`,
    `it is measured after ${due.slice(0, 6).join(", ")}${due.length > 6 ? `... ${due.at(-1) ?? ""}` : ""}`,
  );
export const fewLateEpochs = (span: Span, { label, arm, epochs }: DueEpochs) =>
  warning(
    "few-late-epochs",
    span,
    `\`${label}\` is measured too seldom in the late epochs of \`${arm}\`, which trains for ${epochs}: this claim will stay undecided`,
    "train for longer, or measure it `every 1 epoch`",
  );
export const notMeasured = (span: Span, label: string, needs: string) =>
  error("not-measured", span, `\`${label}\` is not measured`, `add \`measure ${needs}\``);
export const wrongSelector = (span: Span, name: string, expected: string, found: string) =>
  error("wrong-selector", span, `\`${name}\` must be ${expected}, found ${found}`);
export const missingMargin = (span: Span) =>
  error("missing-margin", span, "`~` says that two quantities are close: how close?", "add `within 1%`");
export const wrongMargin = (span: Span, word: string, relation: string) =>
  error(
    "wrong-margin",
    span,
    `\`${word}\` does not go with \`${relation}\``,
    relation === "~" ? "write `within`" : "write `by`",
  );
export const claimWithoutQuantity = (span: Span) =>
  error(
    "claim-without-quantity",
    span,
    "this claim compares numbers alone",
    "name what is measured: `accuracy(test)[e2e]`",
  );
export const claimWithoutBlock = (span: Span, label: string) =>
  error(
    "claim-without-block",
    span,
    `\`${label}\` has a value for each block: which one?`,
    "add `block: last`, or write `mean(... over blocks)`",
  );
export const unknownColumn = (span: Span, label: string, column: string, known: readonly string[]) =>
  error("unknown-column", span, `records of \`${label}\` have no column \`${column}\``, suggest(column, known));
const overExample = "write `slope(nhsic(X, Z, block: last) over epochs late)`";
export const unknownReduction = (span: Span, name: string, known: readonly string[]) =>
  error("unknown-reduction", span, `nothing over epochs or blocks is called \`${name}\``, suggest(name, known));
export const missingOver = (span: Span, name: string) =>
  error("missing-over", span, `\`${name}\` of what, over epochs or over blocks?`, overExample);
export const wrongReduction = (span: Span, why: string, hint = overExample) =>
  error("wrong-reduction", span, why, hint);
export const selectedAndReduced = (span: Span, selected: string, axis: string) =>
  error("selected-and-reduced", span, `one \`${selected}\` is chosen, and it goes over ${axis}`, "keep one of them");
export const onlyAtEnd = (span: Span, label: string) =>
  error("only-at-end", span, `\`${label}\` is measured at the end only`, "measure it `every 1 epoch`");
export const claimOfItself = (span: Span, side: string) =>
  warning("claim-of-itself", span, `both sides of this claim are \`${side}\``, "compare it with another arm");
interface Difference {
  readonly left: string;
  /** What is taken from the left side; a number is not. */
  readonly right?: string;
  /** Between which values that must lie, where it matters. */
  readonly low?: number;
  readonly high?: number;
}
const bounds = ({ left, right, low, high }: Difference): string => {
  const ends = [low === undefined ? [] : `below ${low}`, high === undefined ? [] : `above ${high}`].flat();
  return `\`${left}\`${right === undefined ? "" : ` less \`${right}\``} is never ${ends.join(" nor ")}`;
};
export const claimAlwaysHolds = (span: Span, difference: Difference) =>
  error(
    "claim-always-holds",
    span,
    `this claim holds whatever is trained: ${bounds(difference)}`,
    "compare arms, or add a margin: `by 1%`",
  );
export const claimNeverHolds = (span: Span, difference: Difference, percent?: number) =>
  warning(
    "claim-never-holds",
    span,
    `this claim cannot hold, whatever is trained: ${bounds(difference)}`,
    percent === undefined ? undefined : `is ${percent}% meant?`,
  );
export const claimLeftOut = (span: Span, arm: string) =>
  warning("claim-left-out", span, `this claim is left out: \`${arm}\` does not run here`);

// Command line. These have no place in the file: they name the flag.

export const unknownProfile = (name: string, known: readonly string[]) =>
  error("unknown-profile", undefined, `--profile ${name}: the experiment has no such profile`, suggest(name, known));
export const unknownOnly = (name: string, known: readonly string[]) =>
  error("unknown-only", undefined, `--only ${name}: the experiment has no such arm`, suggest(name, known));
export const malformedOverride = (flag: string) =>
  error("malformed-override", undefined, `${flag}: expected <path>=<value>`, "for example --set train.e2e.epochs=3");
export const unknownOverride = (flag: string, path: string, known: readonly string[]) =>
  error("unknown-override", undefined, `${flag}: nothing is called \`${path}\``, suggest(path, known));

/** A problem inside the text of a flag, which has no frame to show. */
export const inFlag = (flag: string, { code, severity, message, hint }: Diagnostic): Diagnostic => ({
  code,
  severity,
  message: `${flag}: ${message}`,
  ...(hint !== undefined && { hint }),
});

/** A problem that is there under a profile only. */
export const inProfile = (profile: string, diagnostic: Diagnostic): Diagnostic => ({
  ...diagnostic,
  message: `under \`--profile ${profile}\`: ${diagnostic.message}`,
});
