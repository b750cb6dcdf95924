import { definePlugin, reductions, z, type Diagnostic, type Span } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import type { CheckOptions } from "./index.ts";
import * as messages from "./messages.ts";
import { checkText, readMarkers, smallExperiment as small, testRegistry } from "./test/index.ts";

/** A text with its problems marked, and the message for each mark; without a mark, for the whole text. */
interface Case {
  readonly text: string;
  readonly says: (at: Span, rest: readonly Span[]) => Diagnostic | readonly Diagnostic[];
  readonly options?: Partial<CheckOptions>;
}

const net = (parts: string) => small({ architecture: `architecture net { ${parts} }` });
const start: Span = { file: "test.exp", start: 0, end: 0 };
const layerNames = testRegistry().names("layer");

/** Its schema transforms a text into something that JSON can't represent. */
const dated = definePlugin({
  kind: "metric",
  name: "dated",
  summary: "for tests",
  needs: "none",
  options: z.strictObject({ day: z.string().transform((text) => new Date(text)) }),
  create: () => ({ measure: () => [] }),
});

/** At least one case per message, enforced by the compiler. */
const cases: Readonly<
  Record<Exclude<keyof typeof messages, "inFlag" | "inProfile" | "onlyStatements">, readonly Case[]>
> = {
  oldWord: [
    {
      text: small({ measure: "measure linear-probe", more: 'claim "c" linear-probe(<|layer|>: last)[e2e] > 10%' }),
      says: (at) => messages.oldWord(at, "layer", "block"),
    },
    {
      text: small({ measure: "measure linear-probe", more: 'claim "c" mean(linear-probe over <|layers|>)[e2e] > 10%' }),
      says: (at) => messages.oldWord(at, "layers", "blocks"),
    },
    {
      text: net("block { flatten }; <|head|> { dense classes }"),
      says: (at) => messages.oldWord(at, "head", "classifier"),
    },
    {
      text: net("block { flatten; dense(<|neurons|>: 3) }; classifier { dense classes }"),
      says: (at) => messages.oldWord(at, "neurons", "units"),
    },
  ],
  emptyFile: [
    { text: "", says: () => messages.emptyFile("test.exp") },
    { text: "  # only a note\n\n#", says: () => messages.emptyFile("test.exp") },
  ],
  binaryFile: [
    { text: "\u0089PNG\u0000\u0001", says: () => messages.binaryFile("test.exp") },
    { text: "experiment \ufffd", says: () => messages.binaryFile("test.exp") },
  ],
  fileTooLong: [
    { text: "# long\n".repeat(300_000), says: () => messages.fileTooLong("test.exp", 2_100_000, 2_000_000) },
  ],
  unknownCharacter: [
    { text: small({ more: "let x = 1<|@|>" }), says: (at) => messages.unknownCharacter(at, "@") },
    { text: small({ more: "let x = 1 <|”|>" }), says: (at) => messages.unknownCharacter(at, "”") },
  ],
  wrongQuotes: [
    { text: small({ more: "let x = <|“a b”|>" }), says: (at) => messages.wrongQuotes(at) },
    { text: small({ more: "let x = <|'a b'|>" }), says: (at) => messages.wrongQuotes(at) },
  ],
  malformedNumber: [
    { text: small({ more: "let x = <|12px|>" }), says: (at) => messages.malformedNumber(at, "12px") },
    { text: small({ more: "let x = <|.5|>" }), says: (at) => messages.malformedNumber(at, ".5") },
    { text: small({ more: "let x = <|1.2.3|>" }), says: (at) => messages.malformedNumber(at, "1.2.3") },
  ],
  unclosedText: [{ text: small({ experiment: 'experiment small <|"Title|>' }), says: messages.unclosedText }],
  unclosed: [
    { text: small({ train: "train e2e with e2e<|(|>loss: cross-entropy" }), says: (at) => messages.unclosed(at, "(") },
    { text: small({ defaults: "train * <|{|> epochs 2" }), says: (at) => messages.unclosed(at, "{") },
    { text: small({ train: "train e2e with e2e for k in <|[|>1, 2" }), says: (at) => messages.unclosed(at, "[") },
  ],
  unexpectedClosing: [
    { text: small({ more: "let x = 1<|)|>" }), says: (at) => messages.unexpectedClosing(at, ")") },
    { text: small({ more: "<|}|>" }), says: (at) => messages.unexpectedClosing(at, "}") },
  ],
  tooDeep: [{ text: `let x = ${"(".repeat(100)}<|(|>${"(".repeat(5000)}`, says: (at) => messages.tooDeep(at, 100) }],
  unexpectedToken: [
    {
      text: small({ dataset: "dataset cifar10(train: 1000 <|test|>: 200)" }),
      says: (at) => messages.unexpectedToken(at, "test", "`,` or `)`"),
    },
    {
      text: small({ measure: "measure accuracy every 2 <|steps|>" }),
      says: (at) => messages.unexpectedToken(at, "steps", "`epoch` or `epochs`"),
    },
    { text: small({ train: "train e2e with <|3|>" }), says: (at) => messages.unexpectedToken(at, "3", "a name") },
  ],
  unexpectedEnd: [
    { text: small({ train: "train e2e <|with|>" }), says: (at) => messages.unexpectedEnd(at, "with", "a name") },
    {
      text: `${small()}let x <|=|>`,
      says: (at) => messages.unexpectedEnd(at, "=", "a value"),
    },
    {
      text: small({ dataset: "dataset cifar10 { <|batch|> }" }),
      says: (at) => messages.unexpectedEnd(at, "batch", "a value"),
    },
  ],
  unknownStatement: [
    { text: small({ more: "<|measur|> accuracy { x }" }), says: (at) => messages.unknownStatement(at, "measur") },
  ],
  missingStatement: [
    {
      text: small({ experiment: "" }),
      says: () => messages.missingStatement(start, "experiment", "experiment my-experiment"),
    },
    {
      text: small({
        experiment: "<|experiment small|>",
        dataset: "",
        train: "",
        defaults: "",
        architecture: "architecture mlp",
      }),
      says: (at) => [messages.missingStatement(at, "dataset", "dataset cifar10"), messages.noArms(at)],
    },
  ],
  duplicateStatement: [
    { text: small({ more: "<|seeds 3|>" }), says: (at) => messages.duplicateStatement(at, "seeds") },
    {
      text: small({ more: "profile p { seeds 1; <|seeds 3|> }" }),
      says: (at) => messages.duplicateStatement(at, "seeds"),
    },
  ],
  duplicateName: [
    { text: small({ more: "let a = 1\nlet <|a|> = 2" }), says: (at) => messages.duplicateName(at, "variable", "a") },
    {
      text: small({ more: "profile p { seeds 1 }\nprofile <|p|> { seeds 2 }" }),
      says: (at) => messages.duplicateName(at, "profile", "p"),
    },
    {
      text: net('block "a" { conv 3 }; block <|a|> { flatten }; classifier { dense classes }'),
      says: (at) => messages.duplicateName(at, "block", "a"),
    },
    {
      text: net(
        "block { residual { relu; shortcut { relu }; <|shortcut|> { relu } }; flatten }; classifier { dense classes }",
      ),
      says: (at) => messages.duplicateName(at, "part", "shortcut"),
    },
  ],
  notInProfile: [
    { text: small({ more: 'profile p { <|use "x"|> }' }), says: (at) => messages.notInProfile(at, "use") },
  ],
  unusedLet: [
    {
      text: small({ more: "let rate = 1e-3\nprofile p { let <|raet|> = 2e-3 }" }),
      options: { profile: "p" },
      says: (at) => messages.unusedLet(at, "raet", "p", ["rate"]),
    },
  ],
  unknownSetting: [
    {
      text: small({ defaults: "train * { epochs 2; <|optimiser|> adam }" }),
      says: (at) => messages.unknownSetting(at, "train", "optimiser", ["optimizer", "schedule", "epochs"]),
    },
    {
      text: small({ dataset: "dataset cifar10 { <|bach|> 3 }" }),
      says: (at) => messages.unknownSetting(at, "dataset", "bach", ["batch", "augment", "offline"]),
    },
  ],
  duplicateSetting: [
    {
      text: small({ defaults: "train * { epochs 2; <|epochs|> 3 }" }),
      says: (at) => messages.duplicateSetting(at, "epochs"),
    },
  ],
  oneValue: [
    { text: small({ defaults: "train * { epochs 2, <|3|> }" }), says: (at) => messages.oneValue(at, "epochs") },
  ],
  unknownClasses: [
    { text: small({ dataset: "dataset cifar10 { batch <|classes|> }" }), says: messages.unknownClasses },
  ],
  notAValue: [{ text: small({ more: "let x = <|adam(1)|>" }), says: (at) => messages.notAValue(at, "adam") }],
  notANumber: [
    {
      text: small({ more: "let x = 2 * <|y|>" }),
      says: (at) => messages.notANumber(at, "the name `y`", "known variables: classes"),
    },
    { text: small({ more: 'let x = -<|"a b"|>' }), says: (at) => messages.notANumber(at, 'the text "a b"') },
  ],
  notFinite: [
    { text: small({ more: "let x = <|1 / 0|>" }), says: messages.notFinite },
    { text: small({ more: "let x = <|1e999|>" }), says: messages.notFinite },
  ],
  valueTooLarge: [
    {
      text: small({
        more: [
          "let a0 = [1, 2]",
          ...Array.from({ length: 15 }, (_, i) => `let a${i + 1} = [a${i}, a${i}]`),
          "let b = <|[a15, a15]|>",
        ].join("\n"),
      }),
      says: (at) => messages.valueTooLarge(at, 100_000),
    },
  ],
  wrongValue: [
    {
      text: small({ dataset: "dataset cifar10 { label-noise <|30|> }" }),
      says: (at) => messages.wrongValue(at, "`label-noise`", "a share from 0 to 1, such as 20%", "`30`"),
    },
    {
      text: small({ more: "train b with e2e { precision <|fp16|> }" }),
      says: (at) => messages.wrongValue(at, "`precision`", "fp32 or bf16", "the name `fp16`"),
    },
    {
      text: small({ dataset: "dataset cifar10 { batch <|0|> }" }),
      says: (at) => messages.wrongValue(at, "`batch`", "a whole number, 1 or more", "`0`"),
    },
    {
      text: small({ defaults: "train * { epochs <|many|> }" }),
      says: (at) => messages.wrongValue(at, "`epochs`", "a whole number from 1 to 1000000", "the name `many`"),
    },
    {
      text: small({ defaults: "train * { epochs <|1e9|> }" }),
      says: (at) => messages.wrongValue(at, "`epochs`", "a whole number from 1 to 1000000", "`1000000000`"),
    },
    {
      text: small({ more: 'claim "c" accuracy[e2e] > 1 by <|-2|>' }),
      says: (at) => messages.wrongValue(at, "the margin", "a number, 0 or more", "`-2`"),
    },
    {
      text: small({ more: 'claim "c" accuracy[e2e] > <|"high"|>' }),
      says: (at) => messages.wrongValue(at, "the right side", "a number or a quantity of an arm", "the name `high`"),
    },
  ],
  unknownPlugin: [
    {
      text: net("block { <|dens|> 3 }; classifier { dense classes }"),
      says: (at) => messages.unknownPlugin(at, "layer", "dens", layerNames),
    },
    {
      text: small({ train: "train e2e with <|e2|>" }),
      says: (at) => messages.unknownPlugin(at, "trainer", "e2", testRegistry().names("trainer")),
    },
    {
      text: small({ train: "train a with per-layer(head: <|liner|>)" }),
      says: (at) => messages.unknownPlugin(at, "head", "liner", testRegistry().names("head")),
    },
    {
      text: small({ more: "report <|htm|>" }),
      says: (at) => messages.unknownPlugin(at, "reporter", "htm", ["html", "vega-lite", "table"]),
    },
    {
      text: small({ dataset: "dataset <|cifar|>" }),
      says: (at) => messages.unknownPlugin(at, "dataset", "cifar", testRegistry().names("dataset")),
    },
  ],
  notAPlugin: [
    {
      text: small({ defaults: "train * { epochs 2; optimizer <|3|> }" }),
      says: (at) => messages.notAPlugin(at, "optimizer", ["adam", "sgd"]),
    },
    {
      text: small({ train: "train a with per-layer(loss: <|[1]|>)" }),
      says: (at) => messages.notAPlugin(at, "loss", ["cross-entropy", "contrastive"]),
    },
  ],
  unknownOption: [
    {
      text: net("block { conv 3 <|kernle|>: 5; flatten }; classifier { dense classes }"),
      says: (at) => messages.unknownOption(at, "conv", "kernle", ["filters", "kernel", "stride", "padding"]),
    },
    {
      text: small({ train: "train a with per-layer(head: linear(<|width|>: 3))" }),
      says: (at) => messages.unknownOption(at, "linear", "width", ["features"]),
    },
    {
      text: small({
        measure: "measure nhsic(X, Z) on probe(train, 9)",
        more: 'claim "c" role-differentiation(<|sgma|>: 3)[e2e] > 1',
      }),
      says: (at) => messages.unknownOption(at, "nhsic", "sgma", ["a", "b", "sigma"]),
    },
  ],
  duplicateOption: [
    {
      text: net("block { conv(3, <|filters: 5|>); flatten }; classifier { dense classes }"),
      says: (at) => messages.duplicateOption(at, "conv", "filters"),
    },
  ],
  missingOption: [
    {
      text: net("block { <|conv|>; flatten }; classifier { dense classes }"),
      says: (at) => messages.missingOption(at, "conv", "filters", "a number"),
    },
    {
      text: small({ train: "train a with <|deep-supervision|>" }),
      says: (at) => messages.missingOption(at, "deep-supervision", "head", "a plugin's name"),
    },
  ],
  wrongOption: [
    {
      text: net("block { conv <|big|>; flatten }; classifier { dense classes }"),
      says: (at) =>
        messages.wrongOption(at, "conv", "filters", "a number", "the name `big`", "known variables: classes"),
    },
    {
      text: net("block { conv <|2.5|>; flatten }; classifier { dense classes }"),
      says: (at) => messages.wrongOption(at, "conv", "filters", "a whole number", "`2.5`"),
    },
    {
      text: net("block { conv <|0|>; flatten }; classifier { dense classes }"),
      says: (at) => messages.wrongOption(at, "conv", "filters", "at least 1", "`0`"),
    },
    {
      text: net("block { conv 3 padding: <|sam|>; flatten }; classifier { dense classes }"),
      says: (at) =>
        messages.wrongOption(at, "conv", "padding", "one of same, valid", "the name `sam`", "did you mean `same`?"),
    },
    {
      text: net("block { flatten; dropout <|100%|> }; classifier { dense classes }"),
      says: (at) => messages.wrongOption(at, "dropout", "rate", "less than 1", "`1`"),
    },
    {
      text: small({ defaults: "train * { epochs 2; schedule multistep(at: [1, <|soon|>]) }" }),
      says: (at) =>
        messages.wrongOption(at, "multistep", "at 2", "a number", "the name `soon`", "known variables: classes"),
    },
    {
      text: small({ defaults: "train * { epochs 2; schedule multistep(at: <|10|>) }" }),
      says: (at) => messages.wrongOption(at, "multistep", "at", "a list", "`10`"),
    },
    {
      text: small({
        more: "let width = 9",
        architecture: "architecture net { block { flatten; dense <|widht|> }; classifier { dense classes } }",
      }),
      says: (at) => messages.wrongOption(at, "dense", "units", "a number", "the name `widht`", "did you mean `width`?"),
    },
  ],
  refusedOptions: [
    {
      text: small({ architecture: "architecture <|picky|>" }),
      says: (at) => messages.refusedOptions(at, "picky", "not today"),
    },
  ],
  optionNotPlain: [
    {
      text: small({ measure: 'measure dated(day: <|"2026-01-01"|>)' }),
      says: (at) => messages.optionNotPlain(at, "dated", "day"),
      options: { registry: testRegistry().add([dated], "test") },
    },
  ],
  tooManyArguments: [
    {
      text: net("block { flatten; dense 3 <|4|> }; classifier { dense classes }"),
      says: (at) => messages.tooManyArguments(at, "dense", ["units"]),
    },
    {
      text: small({ measure: "measure loss(<|test|>)" }),
      says: (at) => messages.tooManyArguments(at, "loss", []),
    },
  ],
  pluginFailed: [
    {
      text: small({ architecture: "architecture <|broken|>" }),
      says: (at) => messages.pluginFailed(at, "architecture", "broken", "expand", "out of ideas"),
    },
    {
      text: small({ dataset: "dataset <|shaped([3], classes: 0)|>" }),
      says: (at) => messages.pluginFailed(at, "dataset", "shaped", "facts", "nothing to tell apart"),
    },
  ],
  wrongSeed: [
    { text: small({ seeds: "seeds 1, <|-2|>" }), says: (at) => messages.wrongSeed(at, "`-2`") },
    { text: small({ seeds: "seeds <|1.5|>" }), says: (at) => messages.wrongSeed(at, "`1.5`") },
    { text: small({ seeds: "seeds 1..<|many|>" }), says: (at) => messages.wrongSeed(at, "the name `many`") },
  ],
  reversedRange: [{ text: small({ seeds: "seeds <|5..1|>" }), says: (at) => messages.reversedRange(at, 5, 1) }],
  duplicateSeed: [{ text: small({ seeds: "seeds 1..3, <|2|>" }), says: (at) => messages.duplicateSeed(at, 2) }],
  rangeTooLong: [{ text: small({ seeds: "seeds <|1..999999999|>" }), says: (at) => messages.rangeTooLong(at, 1000) }],
  batchTooLarge: [
    {
      text: small({ dataset: "dataset cifar10(train: 100) { batch <|128|> }" }),
      says: (at) => messages.batchTooLarge(at, 128, 100),
    },
    {
      text: small({ dataset: "dataset <|cifar10(train: 100)|>" }),
      says: (at) => messages.batchTooLarge(at, 128, 100),
    },
  ],
  dataRefused: [
    {
      text: small({ dataset: "dataset cifar10 { augment flip, <|crop(40)|> }" }),
      says: (at) => messages.dataRefused(at, "40 pixels do not fit", "take less"),
    },
  ],
  offlineDiffers: [
    {
      text: small({ dataset: "dataset cifar10 { offline <|mnist|> }" }),
      says: (at) => messages.offlineDiffers(at, "mnist", "28x28x1 and 10 classes", "32x32x3 and 10 classes"),
    },
  ],
  layerOutsideBlock: [
    {
      text: net("<|conv|> 3; block { flatten }; classifier { dense classes }"),
      says: (at) => messages.layerOutsideBlock(at, "conv"),
    },
  ],
  unknownPart: [
    {
      text: net("<|blok|> { relu }; block { flatten }; classifier { dense classes }"),
      says: (at) => messages.unknownPart(at, "blok"),
    },
  ],
  nestedBlock: [
    {
      text: net("block { <|block|> { relu }; flatten }; classifier { dense classes }"),
      says: messages.nestedBlock,
    },
  ],
  reservedBlock: ["classifier", "first", "middle", "last"].map((name) => ({
    text: net(`block { relu }; block <|${name}|> { flatten }; classifier { dense classes }`),
    says: (at: Span) => messages.reservedBlock(at, name),
  })),
  noBlocks: [
    {
      text: small({ architecture: "<|architecture net { classifier { flatten; dense classes } }|>" }),
      says: messages.noBlocks,
    },
  ],
  emptyBlock: [
    {
      text: net("<|block { }|>; classifier { flatten; dense classes }"),
      says: (at) => messages.emptyBlock(at, "block"),
    },
    { text: net("block { flatten }; <|classifier { }|>"), says: (at) => messages.emptyBlock(at, "classifier") },
    {
      text: net("<|repeat 2 { }|>; block { flatten }; classifier { dense classes }"),
      says: (at) => messages.emptyBlock(at, "repeat"),
    },
  ],
  missingClassifier: [
    { text: small({ architecture: "<|architecture net { block { flatten } }|>" }), says: messages.missingClassifier },
  ],
  duplicateClassifier: [
    {
      text: net("block { flatten }; classifier { dense classes }; <|classifier { dense classes }|>"),
      says: messages.duplicateClassifier,
    },
  ],
  classifierInRepeat: [
    {
      text: net("repeat 2 { block { relu }; <|classifier { dense classes }|> }; classifier { flatten; dense classes }"),
      says: messages.classifierInRepeat,
    },
  ],
  classifierNotLast: [
    {
      text: net("block { flatten }; classifier { dense classes }; <|block { relu }|>"),
      says: messages.classifierNotLast,
    },
  ],
  wrongClassifierOutput: [
    {
      text: net("block { flatten }; <|classifier { dense 12 }|>"),
      says: (at) => messages.wrongClassifierOutput(at, "12", 10),
    },
  ],
  takesNoLayers: [
    {
      text: net("block { <|relu { conv 3 }|>; flatten }; classifier { dense classes }"),
      says: (at) => messages.takesNoLayers(at, "relu"),
    },
  ],
  missingLayers: [
    {
      text: net("block { <|residual|>; flatten }; classifier { dense classes }"),
      says: (at) => messages.missingLayers(at, "residual", "body"),
    },
  ],
  shapeMismatch: [
    {
      text: net("block { <|dense 3|> }; classifier { dense classes }"),
      says: (at) =>
        messages.shapeMismatch(at, "dense needs features, and its input is 32x32x3", "put `flatten` before it"),
    },
    {
      text: net("block { residual { <|maxpool 64|> }; flatten }; classifier { dense classes }"),
      says: (at) => messages.shapeMismatch(at, "maxpool of 64 on 32x32x3 leaves nothing"),
    },
    {
      text: net("block { <|residual { conv 5 }|>; flatten }; classifier { dense classes }"),
      says: (at) => messages.shapeMismatch(at, "the two ways of residual differ", "add `shortcut { conv ... }`"),
    },
    {
      text: small({ architecture: "architecture <|broken(does-not-fit)|>" }),
      says: (at) =>
        messages.shapeMismatch(
          at,
          "`broken`, block1: dense needs features, and its input is 32x32x3",
          "put `flatten` before it",
        ),
    },
  ],
  wrongRepeat: [
    {
      text: net("repeat <|0|> { block { relu } }; classifier { flatten; dense classes }"),
      says: (at) => messages.wrongRepeat(at, "`0`"),
    },
    {
      text: net("block { repeat <|x|> { relu }; flatten }; classifier { dense classes }"),
      says: (at) => messages.wrongRepeat(at, "the name `x`"),
    },
  ],
  tooManyLayers: [
    {
      text: net("<|repeat 1000000000 { block { relu } }|>; classifier { flatten; dense classes }"),
      says: (at) => messages.tooManyLayers(at, 50_000),
    },
  ],
  presetWithoutBody: [
    {
      text: small({ architecture: "architecture <|mpl|>" }),
      says: (at) => messages.presetWithoutBody(at, "mpl", testRegistry().names("architecture")),
    },
  ],
  architectureArguments: [
    {
      text: small({ architecture: "architecture <|net(3)|> { block { flatten }; classifier { dense classes } }" }),
      says: messages.architectureArguments,
    },
  ],
  noArms: [
    { text: small({ experiment: "<|experiment small|>", train: "" }), says: messages.noArms },
    {
      text: small({
        experiment: "<|experiment small|>",
        train: "train by-{k} with per-block(k) { epochs 1 } for k in []",
      }),
      says: messages.noArms,
    },
  ],
  nameTooLong: [
    {
      text: small({ experiment: `experiment <|${"n".repeat(201)}|>` }),
      says: (at) => messages.nameTooLong(at, "the experiment", 201, 200),
    },
    {
      text: small({ more: `train <|${"a".repeat(300)}|> with per-layer` }),
      says: (at) => messages.nameTooLong(at, "an arm", 300, 200),
    },
  ],
  duplicateArm: [
    { text: small({ more: "train <|e2e|> with per-layer" }), says: (at) => messages.duplicateArm(at, "e2e") },
    {
      text: small({ more: "train <|b-{k}|> with per-block(k) for k in [1, 1]" }),
      says: (at) => messages.duplicateArm(at, "b-1"),
    },
  ],
  unknownArm: [
    { text: small({ more: 'claim "c" accuracy[<|e2|>] > 1' }), says: (at) => messages.unknownArm(at, "e2", ["e2e"]) },
  ],
  armWithoutTrainer: [
    { text: small({ more: "train <|e2|> { epochs 3 }" }), says: (at) => messages.armWithoutTrainer(at, "e2", ["e2e"]) },
  ],
  defaultsWithTrainer: [
    { text: small({ defaults: "train * with <|e2e|> { epochs 2 }" }), says: messages.defaultsWithTrainer },
  ],
  missingEpochs: [
    { text: small({ defaults: "", train: "train <|e2e|> with e2e" }), says: (at) => messages.missingEpochs(at, "e2e") },
  ],
  decimalComma: [
    {
      text: small({ defaults: "train * { epochs 2; optimizer adam(rate: 0,<|005|>) }" }),
      says: (at) => messages.decimalComma(at, "0.005"),
    },
    {
      text: small({ defaults: "train * { epochs 2; clip 0,<|5|> }" }),
      says: (at) => messages.decimalComma(at, "0.5"),
    },
  ],
  oneBatchValue: [
    {
      text: small({
        dataset: "dataset cifar10 { batch <|1|> }",
        architecture:
          "architecture net { block { conv 8; batchnorm; relu }; block { flatten; dense 16; batchnorm }; classifier { dense classes } }",
      }),
      says: (at) => messages.oneBatchValue(at, "e2e", "batchnorm in block2", { batch: 1, parts: 1, samples: 1 }),
    },
    {
      text: small({
        dataset: "dataset cifar10 { batch 9 }",
        architecture:
          "architecture net { block { conv 8; batchnorm; relu }; block { flatten; dense 16; batchnorm }; classifier { dense classes } }",
        defaults: "train * { epochs 2; accumulate <|5|> }",
      }),
      says: (at) => messages.oneBatchValue(at, "e2e", "batchnorm in block2", { batch: 9, parts: 5, samples: 1 }),
    },
  ],
  fewBatchValues: [
    {
      text: small({
        dataset: "dataset cifar10 { batch 30 }",
        architecture:
          "architecture net { block { conv 8; batchnorm; relu }; block { flatten; dense 16; batchnorm }; classifier { dense classes } }",
        defaults: "train * { epochs 2; accumulate <|4|> }",
      }),
      says: (at) => messages.fewBatchValues(at, "e2e", "batchnorm in block2", { batch: 30, parts: 4, samples: 7 }),
    },
  ],
  cannotAccumulate: [
    {
      text: small({ more: "train b with frozen-random { accumulate <|4|> }" }),
      says: (at) => messages.cannotAccumulate(at, "frozen-random"),
    },
  ],
  loopNotUsed: [
    {
      text: small({ more: "train <|b|> with per-block(k) for k in [1, 2]" }),
      says: (at) => messages.loopNotUsed(at, "k"),
    },
  ],
  unknownVariable: [
    {
      text: small({ more: "train <|b-{j}|> with per-block(k) for k in [1, 2]" }),
      says: (at) => messages.unknownVariable(at, "j"),
    },
  ],
  wrongLoopValue: [
    {
      text: small({ more: "train b-{k} with per-block(k) for k in <|[1, 2.5]|>" }),
      says: (at) => messages.wrongLoopValue(at, "`2.5`"),
    },
  ],
  wrongArmName: [
    {
      text: small({ more: "train <|{k}-blocks|> with per-block(k) for k in [2]" }),
      says: (at) => messages.wrongArmName(at, "2-blocks"),
    },
  ],
  groupingRefused: [
    {
      text: small({ more: "train b with <|per-block(5)|>" }),
      says: (at) => messages.groupingRefused(at, "b", "5 groups of 2 blocks", "ask for 2 at most"),
    },
  ],
  headDoesNotFitLoss: [
    {
      text: small({ more: "train b with <|per-layer(head: projection)|>" }),
      says: (at) =>
        messages.headDoesNotFitLoss(at, {
          ...{ head: "projection", gives: "features", loss: "cross-entropy", needs: "logits" },
          fitting: ["linear", "image-only"],
        }),
    },
    {
      text: small({ more: "train b with <|per-layer(loss: contrastive)|>" }),
      says: (at) =>
        messages.headDoesNotFitLoss(at, {
          ...{ head: "linear", gives: "logits", loss: "contrastive", needs: "features" },
          fitting: ["projection"],
        }),
    },
  ],
  lossDoesNotFit: [
    {
      text: small({ more: "train b with <|per-layer(regulariser: cross-entropy)|>" }),
      says: (at) =>
        messages.lossDoesNotFit(at, {
          ...{ trainer: "per-layer", option: "regulariser", gives: "features" },
          ...{ loss: "cross-entropy", needs: "logits", fitting: ["contrastive"] },
        }),
    },
  ],
  lossNeedsHead: [
    {
      text: small({ more: "train b with <|e2e(loss: contrastive)|>" }),
      says: (at) => messages.lossNeedsHead(at, { loss: "contrastive", needs: "features", trainer: "e2e", fitting: [] }),
    },
  ],
  headDoesNotFitBlock: [
    {
      text: small({ more: "train b with <|per-layer(head: image-only)|>" }),
      says: (at) =>
        messages.headDoesNotFitBlock(
          at,
          "image-only",
          "block2",
          "global-avgpool needs an image, and its input is 16",
          "put it before `flatten`",
        ),
    },
  ],
  nothingMeasured: [
    { text: small({ experiment: "<|experiment small|>", measure: "" }), says: messages.nothingMeasured },
  ],
  duplicateMeasure: [
    { text: small({ more: "measure loss, <|accuracy|>" }), says: (at) => messages.duplicateMeasure(at, "accuracy") },
    {
      text: small({ more: "measure nhsic(X, Z), <|nhsic(X, b: Z, sigma: 5)|> on probe(test, 9)" }),
      says: (at) => messages.duplicateMeasure(at, "nhsic(X, Z)"),
    },
    {
      text: small({ more: "measure nhsic(X, Z) on probe(test, 9)\nmeasure <|nhsic(X, Z)|> on probe(train, 9)" }),
      says: (at) => messages.duplicateMeasure(at, "nhsic(X, Z)", true),
    },
  ],
  duplicateClause: [
    {
      text: small({ measure: "measure accuracy every 1 epoch <|at end|>" }),
      says: (at) => messages.duplicateClause(at, "every"),
    },
  ],
  missingProbe: [
    { text: small({ more: "measure <|nhsic(X, Z)|>" }), says: (at) => messages.missingProbe(at, "nhsic") },
  ],
  unusedProbe: [{ text: small({ measure: "measure accuracy <|on probe(train, 9)|>" }), says: messages.unusedProbe }],
  wrongProbe: [
    {
      text: small({ measure: "measure nhsic(X, Z) on <|train|>" }),
      says: (at) => messages.wrongProbe(at, "`on train` is not known"),
    },
    {
      text: small({ measure: "measure nhsic(X, Z) on <|probe(train)|>" }),
      says: (at) => messages.wrongProbe(at, "a probe needs a part of the data and a number of samples"),
    },
    {
      text: small({ measure: "measure nhsic(X, Z) on probe(<|all|>, 9)" }),
      says: (at) => messages.wrongProbe(at, "the part must be train or test, found the name `all`"),
    },
    {
      text: small({ measure: "measure nhsic(X, Z) on probe(test, <|0|>)" }),
      says: (at) => messages.wrongProbe(at, "the number of samples must be a whole number, found `0`"),
    },
    {
      text: small({ measure: "measure nhsic(X, Z) on probe(test, 9, <|9|>)" }),
      says: (at) =>
        messages.wrongProbe(at, "a probe has a part of the data, a number of samples and, by name, a number of draws"),
    },
  ],
  probeTooLarge: [
    {
      text: small({ measure: "measure nhsic(X, Z) on probe(test, <|201|>)" }),
      says: (at) => messages.probeTooLarge(at, 201, "test", 200),
    },
  ],
  tooManyDraws: [
    {
      text: small({ measure: "measure nhsic(X, Z) on probe(test, 60, draws: <|4|>)" }),
      says: (at) => messages.tooManyDraws(at, 4, 60, "test", 200),
    },
  ],
  wrongEvery: [
    { text: small({ measure: "measure accuracy every <|0|> epochs" }), says: (at) => messages.wrongEvery(at, "`0`") },
  ],
  duplicateReport: [
    { text: small({ more: "report html, table, <|html|>" }), says: (at) => messages.duplicateReport(at, "html") },
  ],
  claimWithoutArm: [
    {
      text: small({ more: 'claim "c" <|max(accuracy(test) over epochs)|> > 1' }),
      says: (at) => messages.claimWithoutArm(at, "max(accuracy(test) over epochs)", "e2e"),
    },
  ],
  unknownQuantity: [
    {
      text: small({ more: 'claim "c" <|acuracy|>[e2e] > 1' }),
      says: (at) => messages.unknownQuantity(at, "acuracy", ["accuracy", "role-differentiation"]),
    },
  ],
  onlyTrain: [
    {
      text: small({ measure: "measure accuracy(train)", more: 'claim "c" <|accuracy|>[e2e] > 50%' }),
      says: (at) => messages.onlyTrain(at, "accuracy"),
    },
  ],
  noSuchPart: [
    {
      text: small({
        measure: "measure nhsic(X, Z) on probe(train, 9)",
        more: 'claim "c" <|nhsic|>(X, Z, train, block: last)[e2e] > 1',
      }),
      says: (at) => messages.noSuchPart(at, "nhsic(X, Z)", "train", []),
    },
    {
      text: small({
        measure: "measure linear-probe",
        more: 'claim "c" <|linear-probe|>(train, block: last)[e2e] > 50%',
      }),
      says: (at) => messages.noSuchPart(at, "linear-probe", "train", ["test"]),
    },
  ],
  severalRecords: [
    {
      text: small({ measure: "measure cost", more: 'claim "c" <|cost[e2e]|> > 1' }),
      says: (at) => messages.severalRecords(at, "cost"),
    },
  ],
  notPerBlock: [
    {
      text: small({ more: 'claim "c" accuracy(test, <|block: last|>)[e2e] > 1' }),
      says: (at) => messages.notPerBlock(at, "accuracy"),
    },
    {
      text: small({ more: 'claim "c" mean(<|accuracy(test)|> over blocks)[e2e] > 1' }),
      says: (at) => messages.notPerBlock(at, "accuracy"),
    },
    {
      text: small({
        measure: "measure nhsic(X, Y) on probe(train, 9)",
        more: 'claim "c" slope(<|nhsic(X, Y)|> over blocks)[e2e] > 1',
      }),
      says: (at) => messages.notPerBlock(at, "nhsic(X, Y)"),
    },
  ],
  notDue: [
    {
      text: small({ more: 'claim "c" accuracy(test, <|epoch: 99|>)[e2e] > 50%' }),
      says: (at) => messages.notDue(at, { label: "accuracy", arm: "e2e", epochs: 2, due: [0, 1, 2] }, "after epoch 99"),
    },
    {
      text: small({
        measure: "measure accuracy every 2 epochs",
        more: 'claim "c" accuracy(test, <|epoch: 1|>)[e2e] > 50%',
      }),
      says: (at) => messages.notDue(at, { label: "accuracy", arm: "e2e", epochs: 2, due: [0, 2] }, "after epoch 1"),
    },
    {
      text: small({ measure: "measure accuracy at end", more: 'claim "c" accuracy(<|epoch: 0|>)[e2e] > 50%' }),
      says: (at) => messages.notDue(at, { label: "accuracy", arm: "e2e", epochs: 2, due: [2] }, "after epoch 0"),
    },
    {
      text: small({ more: 'claim "c" slope(accuracy(test) <|over epochs 1..20|>)[e2e] > 0' }),
      says: (at) =>
        messages.notDue(at, { label: "accuracy", arm: "e2e", epochs: 2, due: [0, 1, 2] }, "in epochs 1..20"),
    },
    {
      text: small({
        measure: "measure accuracy every 2 epochs",
        more: 'claim "c" slope(accuracy(test) <|over epochs 1..2|>)[e2e] > 0',
      }),
      says: (at) =>
        messages.notDue(at, { label: "accuracy", arm: "e2e", epochs: 2, due: [0, 2] }, "more than once in epochs 1..2"),
    },
  ],
  fewLateEpochs: [
    {
      text: small({
        measure: "measure accuracy every 2 epochs",
        more: 'claim "c" slope(accuracy(test) <|over epochs late|>)[e2e] > 0',
      }),
      says: (at) => messages.fewLateEpochs(at, { label: "accuracy", arm: "e2e", epochs: 2, due: [0, 2] }),
    },
  ],
  claimOfItself: [
    {
      text: small({ more: '<|claim "c" accuracy(test)[e2e] > accuracy(test)[e2e]|>' }),
      says: (at) => messages.claimOfItself(at, "accuracy(test)[e2e]"),
    },
  ],
  claimAlwaysHolds: [
    {
      text: small({ more: '<|claim "c" late-minus-peak(accuracy(test) over epochs)[e2e] < 0|>' }),
      says: (at) =>
        messages.claimAlwaysHolds(at, {
          ...{ left: "late-minus-peak(accuracy(test) over epochs)[e2e]" },
          ...{ high: 0 },
        }),
    },
    {
      text: small({
        measure: "measure nhsic(X, Z), nhsic(Y, Z) on probe(train, 9)",
        more: '<|claim "c" role-differentiation[e2e].corrected > 0|>',
      }),
      says: (at) =>
        messages.claimAlwaysHolds(at, {
          ...{ left: "role-differentiation[e2e].corrected" },
          ...{ low: 0 },
        }),
    },
    {
      text: small({
        more: '<|claim "c" max(accuracy(test) over epochs)[e2e] > min(accuracy(test) over epochs)[e2e]|>',
      }),
      says: (at) =>
        messages.claimAlwaysHolds(at, {
          ...{ left: "max(accuracy(test) over epochs)[e2e]", right: "min(accuracy(test) over epochs)[e2e]" },
          ...{ low: 0 },
        }),
    },
    {
      text: small({
        measure: "measure linear-probe",
        more: '<|claim "c" max(linear-probe over blocks)[e2e] - linear-probe(block: last)[e2e] > 0|>',
      }),
      says: (at) =>
        messages.claimAlwaysHolds(at, {
          ...{ left: "max(linear-probe over blocks)[e2e] - linear-probe(block: last)[e2e]" },
          ...{ low: 0 },
        }),
    },
  ],
  claimNeverHolds: [
    {
      text: small({ measure: "measure linear-probe", more: '<|claim "c" linear-probe(block: last)[e2e] > 60|>' }),
      says: (at) => messages.claimNeverHolds(at, { left: "linear-probe(block: last)[e2e]", high: 1 }, 60),
    },
  ],
  notMeasured: [
    { text: small({ more: 'claim "c" <|loss|>[e2e] > 1' }), says: (at) => messages.notMeasured(at, "loss", "loss") },
    {
      text: small({ more: 'measure nhsic(X, Z) on probe(train, 9)\nclaim "c" <|nhsic|>(Y, Z, block: last)[e2e] > 1' }),
      says: (at) => messages.notMeasured(at, "nhsic(Y, Z)", "nhsic(Y, Z) on probe(train, 512)"),
    },
    {
      text: small({ more: 'claim "c" <|role-differentiation|>[e2e] > 1' }),
      says: (at) => messages.notMeasured(at, "nhsic(X, Z)", "nhsic(X, Z) on probe(train, 512)"),
    },
    {
      text: small({
        more: 'measure nhsic(X, Z) on probe(train, 9)\nclaim "c" <|role-differentiation|>[e2e] > 1',
      }),
      says: (at) => messages.notMeasured(at, "nhsic(Y, Z)", "nhsic(Y, Z) on probe(train, 512)"),
    },
  ],
  wrongSelector: [
    {
      text: small({ more: 'claim "c" accuracy(split: <|all|>)[e2e] > 1' }),
      says: (at) => messages.wrongSelector(at, "split", "train or test", "the name `all`"),
    },
    {
      text: small({ more: 'claim "c" accuracy(block: <|block9|>)[e2e] > 1' }),
      says: (at) =>
        messages.wrongSelector(
          at,
          "block",
          "first, middle, last or a block's name (block1, block2)",
          "the name `block9`",
        ),
    },
    {
      text: small({ more: 'claim "c" accuracy(depth: <|3|>)[e2e] > 1' }),
      says: (at) => messages.wrongSelector(at, "depth", "a block's position from 1 to 2", "`3`"),
    },
    {
      text: small({ more: 'claim "c" accuracy(epoch: <|last|>)[e2e] > 1' }),
      says: (at) => messages.wrongSelector(at, "epoch", "end or a number of epochs", "the name `last`"),
    },
  ],
  missingMargin: [{ text: small({ more: '<|claim "c" accuracy[e2e] ~ 1|>' }), says: messages.missingMargin }],
  wrongMargin: [
    {
      text: small({ more: 'claim "c" accuracy[e2e] ~ 1 by <|2%|>' }),
      says: (at) => messages.wrongMargin(at, "by", "~"),
    },
    {
      text: small({ more: 'claim "c" accuracy[e2e] > 1 within <|2%|>' }),
      says: (at) => messages.wrongMargin(at, "within", ">"),
    },
  ],
  claimWithoutQuantity: [{ text: small({ more: '<|claim "c" 1 > 0|>' }), says: messages.claimWithoutQuantity }],
  claimWithoutBlock: [
    {
      text: small({ more: 'measure nhsic(X, Z) on probe(train, 9)\nclaim "c" <|nhsic(X, Z)[e2e]|> > 1' }),
      says: (at) => messages.claimWithoutBlock(at, "nhsic(X, Z)"),
    },
  ],
  unknownColumn: [
    {
      text: small({
        more: 'measure nhsic(X, Z) on probe(train, 9)\nclaim "c" nhsic(X, Z, block: last)[e2e].<|corected|> > 1',
      }),
      says: (at) =>
        messages.unknownColumn(at, "nhsic(X, Z, block: last)", "corected", ["value", "corrected", "z", "p"]),
    },
  ],
  unknownReduction: [
    {
      text: small({ more: 'claim "c" <|slop|>(accuracy(test) over epochs)[e2e] > 1' }),
      says: (at) => messages.unknownReduction(at, "slop", reductions),
    },
  ],
  missingOver: [
    {
      text: small({ more: 'claim "c" <|slope|>(accuracy(test))[e2e] > 1' }),
      says: (at) => messages.missingOver(at, "slope"),
    },
  ],
  wrongReduction: [
    {
      text: small({ more: 'claim "c" <|max(0.5 over epochs)[e2e]|> > 1' }),
      says: (at) => messages.wrongReduction(at, "`max` is taken of one quantity"),
    },
    {
      text: small({ more: 'claim "c" max(accuracy(test) over <|steps|>)[e2e] > 1' }),
      says: (at) => messages.wrongReduction(at, "a quantity is taken over epochs or blocks, not steps"),
    },
    {
      text: small({ more: 'claim "c" late-minus-peak(accuracy(test) <|over blocks|>)[e2e] > 1' }),
      says: (at) => messages.wrongReduction(at, "`late-minus-peak` is taken over all epochs", "write `over epochs`"),
    },
    {
      text: small({ more: 'claim "c" max(accuracy(test) over blocks <|late|>)[e2e] > 1' }),
      says: (at) => messages.wrongReduction(at, "only epochs have phases", "write `over blocks`"),
    },
    {
      text: small({ more: 'claim "c" max(accuracy(test) over epochs <|early|>)[e2e] > 1' }),
      says: (at) => messages.wrongReduction(at, "`early` is not a phase", "write `late`, or `5..20`"),
    },
    {
      text: small({ more: 'claim "c" max(accuracy(test) over epochs <|5..2|>)[e2e] > 1' }),
      says: (at) =>
        messages.wrongReduction(at, "epochs are a range of whole numbers, found `5` to `2`", "write `5..20`"),
    },
    {
      text: small({
        measure: "measure nhsic(X, Z), nhsic(Y, Z) on probe(train, 9)",
        more: 'claim "c" max(<|role-differentiation|> over epochs)[e2e] > 1',
      }),
      says: (at) =>
        messages.wrongReduction(at, "`role-differentiation` is one number per run", "write it without `over`"),
    },
  ],
  selectedAndReduced: [
    {
      text: small({ more: 'claim "c" max(accuracy(test, <|epoch: 1|>) over epochs)[e2e] > 1' }),
      says: (at) => messages.selectedAndReduced(at, "epoch", "epochs"),
    },
  ],
  onlyAtEnd: [
    {
      text: small({ measure: "measure accuracy at end", more: 'claim "c" max(<|accuracy|> over epochs)[e2e] > 1' }),
      says: (at) => messages.onlyAtEnd(at, "accuracy"),
    },
  ],
  wrongVaried: [
    {
      text: small({ more: "sensitivity nhsic(X, Z) over samples [9], <|samples|> [8]" }),
      says: (at) => messages.wrongVaried(at, "`samples` is varied twice"),
    },
    {
      text: small({ more: "sensitivity nhsic(X, Z) over samples <|[]|>" }),
      says: (at) => messages.wrongVaried(at, "this list is empty"),
    },
    {
      text: small({ more: "sensitivity <|loss|> over samples [9]" }),
      says: (at) => messages.wrongVaried(at, "`loss` does not use a probe set"),
    },
  ],
  varyTooMuch: [
    {
      text: small({
        more: `<|sensitivity nhsic(X, Z) over samples [${"9, ".repeat(30)}9], sigma [${"2, ".repeat(30)}2]|>`,
      }),
      says: (at) => messages.varyTooMuch(at, 961, 500),
    },
  ],
  claimLeftOut: [
    {
      text: small({ more: 'train b with e2e\n<|claim "c" accuracy[e2e] > accuracy[b]|>' }),
      options: { only: ["e2e"] },
      says: (at) => messages.claimLeftOut(at, "b"),
    },
  ],
  unknownProfile: [
    {
      text: small({ more: "profile paper { seeds 1 }" }),
      options: { profile: "papr" },
      says: () => messages.unknownProfile("papr", ["paper"]),
    },
  ],
  unknownOnly: [{ text: small(), options: { only: ["e2"] }, says: () => messages.unknownOnly("e2", ["e2e"]) }],
  malformedOverride: [
    { text: small(), options: { overrides: ["epochs"] }, says: () => messages.malformedOverride("--set epochs") },
  ],
  unknownOverride: [
    {
      text: small(),
      options: { overrides: ["trian.e2e.epochs=3"] },
      says: () =>
        messages.unknownOverride("--set trian.e2e.epochs=3", "trian", ["seeds", "dataset", "architecture", "train"]),
    },
    {
      text: small(),
      options: { overrides: ["train.*.epoch=3"] },
      says: () =>
        messages.unknownOverride("--set train.*.epoch=3", "epoch", ["optimizer", "schedule", "epochs", "loss"]),
    },
    {
      text: small(),
      options: { overrides: ["train.e2e=3"] },
      says: () => messages.unknownOverride("--set train.e2e=3", "train.e2e", ["train.*.epochs"]),
    },
  ],
};

describe.each(Object.entries(cases))("%s", (_, list) => {
  it.each(list.map((one, i) => ({ ...one, i })))("case $i", ({ text: marked, says, options }) => {
    const { text, spans } = readMarkers(marked);
    const said = says(spans[0] ?? start, spans.slice(1));
    const registry = testRegistry();
    expect(checkText(text, { registry, ...options }).diagnostics).toEqual([said].flat());
  });
});

it("every code belongs to one message", () => {
  const codes = Object.values(cases).map((list) => [list[0]?.says(start, [start])].flat()[0]?.code);
  expect(codes.filter((code) => code === undefined)).toEqual([]);
  const shared = codes.filter((code, i) => codes.indexOf(code) !== i);
  expect(shared).toEqual([]);
});
