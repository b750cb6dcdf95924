import { defineSchedule, Registry, type Experiment, type Origin } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { check, checkProfiles, parse, profilesOf, usesOf, type CheckOptions } from "../index.ts";
import * as messages from "../messages.ts";
import { checkText, readMarkers, smallExperiment as small, testRegistry } from "../test/index.ts";

/** The experiment of a text that must be valid. */
function experimentOf(text: string, options: Partial<CheckOptions> = {}): Experiment {
  const { experiment, diagnostics } = checkText(text, options);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  if (!experiment) throw new Error("no experiment");
  return experiment;
}
const armOf = (experiment: Experiment, name: string) => experiment.arms.find((arm) => arm.name === name)?.training;
const kindOf = (experiment: Experiment, path: string): Origin["kind"] | undefined => experiment.origins[path]?.kind;

const withProfile = small({
  dataset: "dataset cifar10(train: 1000) { batch 50; augment flip; offline textures }",
  defaults: "train * { epochs 2; optimizer adam(rate: 0.1) }",
  train: "train e2e with e2e\ntrain local with per-layer { epochs 3 }",
  measure: "measure accuracy, loss",
  more: `let n = 2
profile paper {
  let n = 3
  seeds 1..5
  dataset cifar10
  architecture resnet50
  train * { epochs 400 }
  train e2e { optimizer sgd(n * 0.1) }
  train last with e2e { epochs 7 }
  train extra with per-block(n)
  measure accuracy at end
  report table
}
profile other { seeds 9 }`,
});

describe("a profile", () => {
  const paper = experimentOf(withProfile, { profile: "paper" });

  it("replaces what it declares", () => {
    expect(paper.profile).toBe("paper");
    expect(paper.seeds).toEqual([1, 2, 3, 4, 5]);
    expect(paper.architecture.name).toBe("resnet50");
    expect(paper.measures).toEqual([{ name: "accuracy", options: { split: "both" }, label: "accuracy", when: "end" }]);
    expect(paper.reports.map(({ name }) => name)).toEqual(["table"]);
  });

  it("replaces the data set and keeps the settings that it does not name", () => {
    expect(paper.dataset.options).toEqual({});
    expect(paper.dataset).toMatchObject({ batch: 50, augment: [{ name: "flip" }], offline: { name: "textures" } });
  });

  it("merges training settings one by one; what it sets for all arms wins over what an arm sets in the file", () => {
    expect(armOf(paper, "e2e")).toMatchObject({ epochs: 400, optimizer: { name: "sgd", options: { rate: 3 * 0.1 } } });
    expect(armOf(paper, "local")).toMatchObject({ epochs: 400, optimizer: { name: "adam", options: { rate: 0.1 } } });
    expect(armOf(paper, "extra")).toMatchObject({ epochs: 400, trainer: { options: { k: 3 } } });
    expect(armOf(paper, "last")).toMatchObject({ epochs: 7, optimizer: { name: "adam" } });
  });

  it("is named as the origin of what it sets", () => {
    expect(paper.origins["seeds"]).toMatchObject({ kind: "profile", profile: "paper" });
    expect(kindOf(paper, "dataset.batch")).toBe("written");
    expect(kindOf(paper, "arms.e2e.training.epochs")).toBe("profile");
    expect(kindOf(paper, "arms.local.training.epochs")).toBe("profile");
    expect(paper.origins["architecture.options.width"]).toEqual({ kind: "default", plugin: "resnet50" });
  });

  it("changes nothing unless it is chosen", () => {
    const base = experimentOf(withProfile);
    expect(base.profile).toBeUndefined();
    expect(base.seeds).toEqual([1, 2]);
    expect(base.arms.map(({ name }) => name)).toEqual(["e2e", "local"]);
  });

  it("has its problems found without being chosen, each once and under its name", () => {
    const { text, spans } = readMarkers(
      small({
        more: `train b with e2e { clip 0 }
profile p { train * { optimizer <|adm|> } }
profile q { let n = 3; train b-{k} with per-block(k * n) for k in [1] }`,
      }),
    );
    const { ast } = parse({ file: "test.exp", text });
    const options = { registry: testRegistry() };
    const { diagnostics } = check(ast!, options);
    expect(diagnostics.map(({ code }) => code)).toEqual(["dsl/wrong-value"]);
    const found = checkProfiles(ast!, options, diagnostics);
    expect(found.map(({ code }) => code)).toEqual(["dsl/unknown-optimizer", "dsl/grouping-refused"]);
    expect(found[0]?.span).toEqual(spans[0]);
    expect(found[1]?.message).toMatch(/^under `--profile q`: /);
  });

  it("is checked after others as it is alone, whatever they change", () => {
    const bodies = [
      "train * { epochs 0 }",
      "train * { optimizer adam(rate: wide) }",
      "let width = 0",
      "let width = 24\ntrain local with per-layer(head: nothing)",
      "dataset cifar10(train: 1000, test: 200) { batch 0 }",
      "dataset cifar10(train: 1000, test: 200) { batch 25; augment flap }",
      "architecture net { block { conv width; relu }; classifier { dense classes } }",
      "architecture vgg11",
      "measure accuracy on probe(train, 5000)",
      "measure nothing",
      "train e2e { schedule multistep(at: [5], factor: -1) }",
      "report papyrus",
      "seeds 0..",
    ];
    const order = [...bodies, ...bodies.slice().reverse(), ...bodies.filter((_, index) => index % 2 === 0)];
    const text = small({
      architecture:
        "architecture net { block { conv width; relu }; block { flatten; dense 16 }; classifier { dense classes } }",
      train: "train e2e with e2e\ntrain local with per-layer",
      more: ["let width = 8", ...order.map((body, index) => `profile p${index} {\n${body}\n}`)].join("\n"),
    });
    const { ast } = parse({ file: "test.exp", text });
    const options = { registry: testRegistry() };
    const known = check(ast!, options).diagnostics;
    const wanted = profilesOf(ast!).flatMap((profile) => {
      const { diagnostics } = check(ast!, { ...options, profile });
      return diagnostics.map(({ code, span }) => `${code} ${span?.start ?? ""}`);
    });
    const before = new Set(known.map(({ code, span }) => `${code} ${span?.start ?? ""}`));
    const found = checkProfiles(ast!, options, known).map(({ code, span }) => `${code} ${span?.start ?? ""}`);
    expect(new Set(found)).toEqual(new Set(wanted.filter((one) => !before.has(one))));
    expect(new Set(found).size).toBeGreaterThan(20);
  });

  it("is listed", () => {
    const { ast } = parse({ file: "test.exp", text: withProfile });
    expect(ast && profilesOf(ast)).toEqual(["paper", "other"]);
  });
});

describe("--set", () => {
  const arms = small({ train: "train e2e with e2e { epochs 7 }\ntrain b-{k} with per-block(k) for k in [1, 2]" });

  it("reaches one arm or all, the specific one winning", () => {
    const set = experimentOf(arms, { overrides: ["train.*.epochs=3", "train.b-2.epochs=4"] });
    expect(set.arms.map(({ training }) => training.epochs)).toEqual([3, 3, 4]);
    expect(set.origins["arms.e2e.training.epochs"]).toEqual({ kind: "override", flag: "--set train.*.epochs=3" });
  });

  it("changes the precision; fp32 is what applies without it", () => {
    const precisions = (...overrides: string[]) =>
      experimentOf(arms, { overrides }).arms.map(({ training }) => training.precision);
    expect(precisions("train.*.precision=bf16", "train.b-2.precision=fp32")).toEqual(["bf16", "bf16", undefined]);
    expect(precisions()).toEqual([undefined, undefined, undefined]);
  });

  it("reaches a trainer's options, including nested ones and defaults", () => {
    const set = experimentOf(arms, {
      overrides: ["train.b-1.k=2", "train.*.head.features=64", "train.*.loss=cross-entropy(smoothing: 10%)"],
    });
    expect(armOf(set, "b-1")?.trainer.options).toEqual({
      k: 2,
      loss: { name: "cross-entropy", options: { smoothing: 0.1 } },
      head: { name: "linear", options: { features: 64 } },
    });
    expect(armOf(set, "e2e")?.trainer.options).toEqual({
      loss: { name: "cross-entropy", options: { smoothing: 0.1 } },
    });
    expect(kindOf(set, "arms.b-1.training.trainer.options.head.options.features")).toBe("override");
    expect(kindOf(set, "arms.b-1.training.trainer.options.k")).toBe("override");
  });

  it("reaches optimizers and schedules, whole or by option", () => {
    const set = experimentOf(arms, {
      overrides: [
        "train.*.optimizer=sgd(0.1)",
        "train.e2e.optimizer.momentum=0.5",
        "train.*.schedule=multistep(at: [1])",
      ],
    });
    expect(armOf(set, "e2e")?.optimizer).toEqual({ name: "sgd", options: { rate: 0.1, momentum: 0.5 } });
    expect(armOf(set, "b-1")).toMatchObject({
      optimizer: { options: { momentum: 0.9 } },
      schedule: { name: "multistep", options: { at: [1], factor: 0.1 } },
    });
  });

  it("reaches data, seeds and a preset", () => {
    const set = experimentOf(
      small({ architecture: "architecture mlp", dataset: "dataset cifar10(train: 1000) { offline textures }" }),
      {
        overrides: [
          "dataset.train=500",
          "dataset.batch=64",
          "dataset.augment=crop(2)",
          "seeds=4..5",
          "architecture.widths=[8]",
        ],
      },
    );
    expect(set.dataset).toMatchObject({
      options: { train: 500 },
      batch: 64,
      augment: [{ name: "crop", options: { padding: 2 } }],
      offline: { options: { train: 500 } },
    });
    expect(set.seeds).toEqual([4, 5]);
    expect(set.architecture.blocks).toHaveLength(1);
  });

  it("replaces data set and architecture as a whole", () => {
    const set = experimentOf(small(), { overrides: ["dataset=mnist(train: 100)", "architecture=mlp([5])"] });
    expect(set.dataset).toMatchObject({ name: "mnist", options: { train: 100 }, batch: 50 });
    expect(set.architecture.blocks[0]?.output).toEqual([5]);
  });

  it.each([
    ["train.e2e.epochs=many", "dsl/wrong-value"],
    ["train.e2e.epochs=", "dsl/unexpected-end"],
    ["train.e2e.epochs=(3", "dsl/unclosed"],
    ["train.nobody.epochs=3", "dsl/unknown-arm"],
    ["train.epochs=3", "dsl/unknown-override"],
    ["train=3", "dsl/unknown-override"],
    ["train.e2e.optimizer.rat=1", "dsl/unknown-option"],
    ["train.e2e.optimizer=adm", "dsl/unknown-optimizer"],
    ["train.e2e.losses=3", "dsl/unknown-override"],
    ["dataset.trian=3", "dsl/unknown-option"],
    ["dataset.train.x=3", "dsl/unknown-override"],
    ["dataset=3", "dsl/not-a-plugin"],
    ["architecture.width=3", "dsl/unknown-override"],
    ["seeds=5..1", "dsl/reversed-range"],
    ["measure.every=3", "dsl/unknown-override"],
    ["=3", "dsl/malformed-override"],
  ])("%s is reported once, without a position, with the flag", (override, code) => {
    const { experiment, diagnostics } = checkText(small(), { overrides: [override] });
    expect(experiment).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
    expect(diagnostics[0]?.message.startsWith(`--set ${override}: `)).toBe(true);
    expect(diagnostics[0]?.span).toBeUndefined();
  });
});

describe("--seeds and --only", () => {
  it("replaces the file's seeds, and those of --set seeds", () => {
    expect(experimentOf(small(), { overrides: ["seeds=9"], seeds: "1..2, 7" }).seeds).toEqual([1, 2, 7]);
    const { diagnostics } = checkText(small(), { seeds: "5..1" });
    expect(diagnostics.map(({ message }) => message)).toEqual(["--seeds 5..1: the range 5..1 runs backwards"]);
  });

  it("keep the named arms and the claims about them", () => {
    const text = small({
      train: "train a with e2e\ntrain b with e2e\ntrain c with e2e",
      more: 'claim "ab" accuracy[a] > accuracy[b]\nclaim "ac" accuracy[a] > accuracy[c]\nclaim "a" accuracy[a] > 50%',
    });
    const kept = experimentOf(text, { only: ["c", "a"] });
    expect(kept.arms.map(({ name }) => name)).toEqual(["a", "c"]);
    expect(kept.claims.map((claim) => claim.text)).toEqual(["ac", "a"]);
  });
});

describe("origins", () => {
  it("distinguish written values from defaults", () => {
    const { text, spans } = readMarkers(
      small({ train: "train a with per-layer(head: linear(features: <|9|>))", defaults: "train * { epochs <|2|> }" }),
    );
    const { origins } = experimentOf(text);
    expect(origins["arms.a.training.epochs"]).toEqual({ kind: "written", span: spans[0] });
    expect(origins["arms.a.training.trainer.options.head.options.features"]).toEqual({
      kind: "written",
      span: spans[1],
    });
    expect(origins["arms.a.training.trainer.options.loss"]).toEqual({ kind: "default", plugin: "per-layer" });
    expect(origins["arms.a.training.trainer.options.loss.options.smoothing"]).toEqual({
      kind: "default",
      plugin: "cross-entropy",
    });
    expect(origins["arms.a.training.optimizer"]).toEqual({ kind: "default", plugin: "language" });
    expect(origins["arms.a.training.optimizer.options.rate"]).toEqual({ kind: "default", plugin: "adam" });
  });

  it("name the layers inside layers", () => {
    const { origins } = experimentOf(
      small({
        architecture: "architecture a { block { residual { conv 3 }; flatten }; classifier { dense classes } }",
      }),
    );
    expect(origins["architecture.block1.layers.0.inner.body.0.options.filters"]?.kind).toBe("written");
    expect(origins["architecture.block1.layers.0.inner.body.0.options.kernel"]?.kind).toBe("default");
  });
});

describe("a claim", () => {
  const claimOf = (measure: string, quantity: string) =>
    checkText(small({ measure, more: `claim "c" ${quantity} > 50%` })).experiment?.claims[0]?.left.terms[0]?.quantity;

  it("finds the measure that has its records", () => {
    expect(claimOf("measure accuracy", "accuracy(test)[e2e]")).toEqual({
      text: "accuracy(test)[e2e]",
      name: "accuracy",
      args: [],
      selector: { measure: "accuracy", split: "test" },
      arm: "e2e",
    });
    expect(claimOf("measure accuracy(train), accuracy(test)", "accuracy(test)[e2e]")?.selector).toEqual({
      measure: "accuracy(test)",
      split: "test",
    });
    expect(claimOf("measure accuracy(train)", "accuracy(test)[e2e]")).toBeUndefined();
    expect(claimOf("measure loss", "loss(test, epoch: 1)[e2e]")?.selector).toEqual({
      measure: "loss",
      split: "test",
      epoch: 1,
    });
  });

  it("distinguishes measures of one metric by their options", () => {
    const measure = "measure nhsic(X, Z), nhsic(X, Z, sigma: 3), nhsic(Y, Z) on probe(test, 9)";
    expect(claimOf(measure, "nhsic(X, b: Z, sigma: 3, block: last)[e2e].corrected")).toEqual({
      text: "nhsic(X, Z, sigma: 3, block: last)[e2e].corrected",
      name: "nhsic",
      args: ["X"],
      selector: { measure: "nhsic(X, Z, sigma: 3)", block: "last" },
      arm: "e2e",
      field: "corrected",
    });
    expect(claimOf(measure, "nhsic(Y, Z, depth: 1)[e2e]")?.selector).toEqual({ measure: "nhsic(Y, Z)", depth: 1 });
    expect(claimOf(measure, "role-differentiation[e2e].corrected")).toMatchObject({
      text: "role-differentiation[e2e].corrected",
      selector: { x: "nhsic(X, Z)", y: "nhsic(Y, Z)" },
    });
  });

  it("uses the test split by default, and options held in variables", () => {
    const both = "measure accuracy(train)\nmeasure accuracy(test)";
    expect(claimOf(both, "accuracy[e2e]")?.selector).toEqual({ measure: "accuracy(test)" });
    expect(claimOf(both, "accuracy(train)[e2e]")?.selector).toEqual({ measure: "accuracy(train)", split: "train" });
    const measure = "let s = 3\nmeasure nhsic(X, Z), nhsic(X, Z, sigma: s) on probe(test, 9)";
    expect(claimOf(measure, "nhsic(X, Z, sigma: s, block: last)[e2e]")?.selector["measure"]).toBe(
      "nhsic(X, Z, sigma: 3)",
    );
  });

  it("selects a block by the old word as by the new one", () => {
    const measure = "measure nhsic(X, Z) on probe(test, 9)";
    const written = "mean(nhsic(X, Z, layer: last) over epochs)[e2e]";
    expect(claimOf(measure, written)).toEqual(claimOf(measure, written.replace("layer", "block")));
    const along = "mean(nhsic(X, Z) over layers)[e2e]";
    expect(claimOf(measure, along)).toEqual(claimOf(measure, along.replace("layers", "blocks")));
  });

  it("may name any record of a metric that does not declare its records", () => {
    const measure = "measure undeclared";
    expect(claimOf(measure, "undeclared(split: test)[e2e]")?.selector).toEqual({
      measure: "undeclared",
      split: "test",
    });
    expect(claimOf(measure, "undeclared(block: last)[e2e]")?.selector).toMatchObject({ block: "last" });
    expect(claimOf("measure undeclared(Z)", "undeclared[e2e]")).toBeUndefined();
  });

  it("is not decided by definition: a margin, another arm or another column leave it open", () => {
    const text = small({
      train: "train a with e2e\ntrain b with e2e",
      measure: "measure linear-probe, accuracy, nhsic(X, Z), nhsic(Y, Z) on probe(test, 9)",
      more: `claim "1" late-minus-peak(accuracy(test) over epochs)[a] < 0 by 1%
claim "2" role-differentiation[a] > role-differentiation[b]
claim "3" max(linear-probe over blocks)[a] > min(linear-probe over blocks)[b]
claim "4" max(linear-probe over blocks)[a] - linear-probe(block: last)[a]
  > max(linear-probe over blocks)[b] - linear-probe(block: last)[b]
claim "5" linear-probe(block: last)[a] > 60%
claim "6" slope(linear-probe over blocks)[a] > 0`,
    });
    expect(checkText(text).diagnostics).toEqual([]);
  });

  it("lists each selector once", () => {
    const diagnosticsOf = (quantity: string) =>
      checkText(small({ more: `claim "c" ${quantity} > 50%` })).diagnostics.map(({ code }) => code);
    expect(diagnosticsOf("accuracy(train, split: test)[e2e]")).toEqual(["dsl/duplicate-option"]);
    expect(diagnosticsOf("accuracy(epoch: 1, epoch: 2)[e2e]")).toEqual(["dsl/duplicate-option"]);
  });

  it("on a misspelt measure is not reported as well", () => {
    const text = small({
      measure: "measure acuracy",
      more: 'claim "c" accuracy(test)[e2e] > 50%\nclaim "d" acuracy[e2e] > 1',
    });
    expect(checkText(text).diagnostics.map(({ code }) => code)).toEqual(["dsl/unknown-metric"]);
  });

  it("goes over epochs or blocks", () => {
    const measure = "measure nhsic(X, Z), accuracy on probe(test, 9)";
    expect(claimOf(measure, "slope(nhsic(X, Z, block: last) over epochs late)[e2e].corrected")).toEqual({
      text: "slope(nhsic(X, Z, block: last) over epochs late)[e2e].corrected",
      name: "nhsic",
      args: ["X", "Z"],
      selector: { measure: "nhsic(X, Z)", block: "last" },
      arm: "e2e",
      field: "corrected",
      over: { reduce: "slope", axis: "epochs", epochs: "late" },
    });
    expect(claimOf(measure, "min(nhsic(X, Z) over blocks)[e2e]")?.over).toEqual({ reduce: "min", axis: "blocks" });
    expect(claimOf(measure, "max(accuracy(test) over epochs 1..2)[e2e]")).toMatchObject({
      text: "max(accuracy(test) over epochs 1..2)[e2e]",
      over: { epochs: [1, 2] },
    });
  });

  it("compares sums of quantities and numbers", () => {
    const text = small({
      train: "train a with e2e\ntrain b with e2e",
      more: 'let gap = 1%\nclaim "c" accuracy(test)[a] - accuracy(test)[b] + gap ~ 0 within 2%',
    });
    const { left, right, margin } = experimentOf(text).claims[0]!;
    expect(left.terms.map(({ sign, quantity }) => [sign, quantity.arm])).toEqual([
      [1, "a"],
      [-1, "b"],
    ]);
    expect([left.text, left.constant]).toEqual(["accuracy(test)[a] - accuracy(test)[b] + 0.01", 0.01]);
    expect([right.terms, right.constant, margin]).toEqual([[], 0, 0.02]);
  });
});

describe("a hint", () => {
  const hintOf = (text: string) =>
    checkText(text).diagnostics.map(({ code, hint, span }) => ({
      code,
      hint,
      at: span && text.slice(span.start, span.end),
    }));
  const net = (layer: string) =>
    small({
      architecture: `let width = 8\narchitecture net { block { ${layer}; flatten }; classifier { dense classes } }`,
    });

  it("names the variable that a name may stand for", () => {
    expect(hintOf(net("conv(width-1)"))).toMatchObject([{ code: "dsl/wrong-option", hint: "write `width - 1`" }]);
    expect(hintOf(net("conv(width-1 * 2)"))).toMatchObject([{ code: "dsl/not-a-number", hint: "write `width - 1`" }]);
    expect(hintOf(net("conv(widht * 2)"))).toMatchObject([{ code: "dsl/not-a-number", hint: "did you mean `width`?" }]);
  });

  it("concerns what is varied, at its name", () => {
    expect(hintOf(small({ more: "sensitivity nhsic(X, Z) over sample [64, 128]" }))).toEqual([
      { code: "dsl/unknown-option", hint: "did you mean `samples`?", at: "sample" },
    ]);
  });

  it("stands alone: what follows from a mistake is not reported as well", () => {
    const misspelt = small({ architecture: "architecture net { block { flatten }; classifer { dense classes } }" });
    expect(hintOf(misspelt)).toMatchObject([{ code: "dsl/unknown-part", hint: "did you mean `classifier`?" }]);
    expect(hintOf(small({ train: "train e2e" }))).toMatchObject([{ code: "dsl/arm-without-trainer" }]);
  });

  it("lists quantities", () => {
    const text = small({ more: 'claim "c" wrong[e2e] > 1' });
    expect(hintOf(text)).toMatchObject([{ hint: "known quantities: accuracy, role-differentiation" }]);
  });
});

describe("sensitivity", () => {
  it("makes a measure of every combination, at the end, distinguished by label and setting", () => {
    const { measures } = experimentOf(small({ more: "sensitivity nhsic(X, Z) over samples [64, 128], sigma [2, 5]" }));
    const probe = (samples: number) => ({ split: "train", samples });
    expect(measures.slice(1)).toEqual(
      [
        ["nhsic(X, Z, sigma: 2) on train 64", 2, 64],
        ["nhsic(X, Z) on train 64", 5, 64],
        ["nhsic(X, Z, sigma: 2) on train 128", 2, 128],
        ["nhsic(X, Z) on train 128", 5, 128],
      ].map(([label, sigma, samples]) => ({
        name: "nhsic",
        options: { a: "X", b: "Z", sigma },
        label,
        probe: probe(samples as number),
        when: "end",
        setting: { samples, sigma },
      })),
    );
  });

  it("takes the probe set that is named", () => {
    const { measures } = experimentOf(small({ more: "sensitivity nhsic(Y, Z) over sigma [2] on probe(test, 32)" }));
    expect(measures[1]).toMatchObject({ probe: { split: "test", samples: 32 }, setting: { sigma: 2 } });
  });
});

describe("the experiment", () => {
  it("is plain JSON, and its options pass the plugins' schemas unchanged", () => {
    const experiment = experimentOf(withProfile);
    expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
    for (const { training } of experiment.arms) {
      const plugin = testRegistry().get("trainer", training.trainer.name);
      expect(plugin.options.parse(training.trainer.options)).toEqual(training.trainer.options);
    }
  });

  it("has one seed and the usual reports by default", () => {
    const experiment = experimentOf(small({ seeds: "" }));
    expect(experiment.seeds).toEqual([1]);
    expect(experiment.reports.map(({ name }) => name)).toEqual(["html", "vega-lite", "table"]);
    expect(experiment.dataset.batch).toBe(50);
  });

  it("takes a share of label noise, also from a flag, and none if none is wanted", () => {
    const text = small({ dataset: "dataset cifar10 { label-noise 20% }" });
    expect(experimentOf(text).dataset.labelNoise).toBe(0.2);
    expect(experimentOf(text, { overrides: ["dataset.label-noise=0.1"] }).dataset.labelNoise).toBe(0.1);
    for (const dataset of [
      "dataset cifar10 { label-noise none }",
      "dataset cifar10 { label-noise 0% }",
      "dataset cifar10",
    ]) {
      expect("labelNoise" in experimentOf(small({ dataset })).dataset).toBe(false);
    }
  });

  it("removes what a profile does not want", () => {
    const text = small({
      dataset: "dataset cifar10 { augment flip; offline textures }",
      more: "profile bare { dataset cifar10 { augment none; offline none } }",
    });
    expect(experimentOf(text, { profile: "bare" }).dataset).toMatchObject({ augment: [], batch: 128 });
    expect(experimentOf(text, { profile: "bare" }).dataset.offline).toBeUndefined();
  });

  it("uses variables anywhere, and those of a loop", () => {
    const text = small({
      more: "let two = 2\nlet rates = [two / 1000, 1%]\nlet wide = classes * two",
      architecture: "architecture a { repeat two { block { flatten; dense wide } }; classifier { dense classes } }",
      train: "train r-{i} with e2e { optimizer adam(i * 0.1); epochs two } for i in two..3",
    });
    const experiment = experimentOf(text);
    expect(experiment.architecture.blocks.map(({ output }) => output)).toEqual([[20], [20]]);
    expect(experiment.arms.map(({ name, training }) => [name, training.optimizer.options["rate"]])).toEqual([
      ["r-2", 0.2],
      ["r-3", 3 * 0.1],
    ]);
  });

  it("carries the modules that the file uses", () => {
    const { text, spans } = readMarkers(small({ more: 'use <|"./mine.ts"|>' }));
    const { ast } = parse({ file: "test.exp", text });
    expect(ast && usesOf(ast)).toEqual([{ path: "./mine.ts", span: spans[0] }]);
    expect(experimentOf(text).uses).toEqual(["./mine.ts"]);
  });
});

describe("diagnostics", () => {
  it("are reported all at once, sorted by position, those of flags last", () => {
    const { text, spans } = readMarkers(`experiment all
seeds <|3..1|>
dataset <|cifar11|> { batch <|0|> }
architecture net { block { <|cnv|> 3; dense(<|unit|>: 3); dense classes }; classifier { dense classes } }
train * { <|epoch|> 2; epochs 2 }
train a with <|per-lay|>
measure <|acuracy|>
`);
    const { diagnostics } = checkText(text, { overrides: ["nothing=1"] });
    expect(diagnostics.map(({ span }) => span)).toEqual([...spans, undefined]);
  });

  it("report once what several arms share", () => {
    const { text, spans } = readMarkers(
      small({
        defaults: "train * { epochs 2; optimizer adam(<|speed|>: 1) }",
        more: "train b with e2e\ntrain c with e2e",
      }),
    );
    expect(checkText(text).diagnostics).toEqual([
      messages.unknownOption(spans[0]!, "adam", "speed", ["rate", "epsilon"]),
    ]);
  });

  it("name a default plugin that does not exist", () => {
    const registry = new Registry();
    for (const { plugin } of testRegistry().list()) {
      if (plugin.kind !== "optimizer") registry.add([plugin], "test");
    }
    const { text, spans } = readMarkers(small({ train: "train <|e2e|> with e2e" }));
    expect(checkText(text, { registry }).diagnostics).toEqual([
      messages.unknownPlugin(spans[0], "optimizer", "adam", []),
    ]);
  });

  it("express a schema's choices in the words of the language", () => {
    const registry = testRegistry().add(
      [
        defineSchedule({
          name: "odd",
          summary: "Has every type of option, for tests",
          options: z.strictObject({
            either: z.union([z.number(), z.literal("auto")]).default("auto"),
            flag: z.boolean().default(false),
            even: z.number().multipleOf(2).default(2),
            texts: z.array(z.string().min(2)).max(2).default([]),
          }),
          create: () => () => 1,
        }),
      ],
      "this test",
    );
    const { text } = readMarkers(
      small({ defaults: "train * { epochs 1; schedule odd(either: [1], flag: 1, even: 3, texts: [aa, b]) }" }),
    );
    expect(checkText(text, { registry }).diagnostics.map(({ message }) => message)).toEqual([
      "`either` of `odd` must be a number or auto, found the list `[1]`",
      "`flag` of `odd` must be true or false, found `1`",
      "`even` of `odd` must be a multiple of 2, found `3`",
      "`texts 2` of `odd` must be a text of at least 2 characters, found the name `b`",
    ]);
  });
});
