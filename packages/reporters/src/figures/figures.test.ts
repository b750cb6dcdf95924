import { quantityValue } from "@infoplane/analysis";
import type { Figure, RunView } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { finalBySeed } from "../select/final-by-seed.ts";
import { theme } from "../theme.ts";
import { validSpec } from "../test/valid-spec.ts";
import { sampleRun, type SampleOptions } from "../test/sample-run.ts";
import { finishedSpec } from "../vega-lite/finished-spec.ts";
import { specText } from "../vega-lite/spec-text.ts";
import { compileSpec, toSvg } from "../vega-lite/to-svg.ts";
import { figureGroups } from "./collect-figures.ts";
import { drawFigures } from "./draw-figures.ts";

const many = Array.from({ length: 20 }, (_, i) => `stage${i}`);
const runs: Record<string, SampleOptions> = {
  "3 arms, 3 seeds, 6 blocks": { epochs: 3 },
  "one arm, one seed, two blocks": { arms: ["e2e"], seeds: [7], blocks: ["a", "b"], epochs: 2 },
  "8 arms, 20 blocks": { arms: "abcdefgh".split(""), seeds: [1, 2], blocks: many, epochs: 1 },
  "only the untrained network": { epochs: 0 },
  "60 epochs": { arms: ["e2e"], seeds: [1], blocks: ["a", "b"], epochs: 60 },
};

describe.each(Object.entries(runs))("%s", (_, options) => {
  const run = sampleRun(options);
  it("gives valid Vega-Lite that compiles without a warning and draws", async () => {
    const figures = drawFigures(run);
    expect(figures.length).toBeGreaterThanOrEqual(13);
    for (const figure of figures) {
      const spec = JSON.parse(specText(finishedSpec({ ...figure, spec: figure.spec! }, "Arial"))) as Record<
        string,
        unknown
      >;
      expect(validSpec(spec), figure.name).toEqual([]);
      const warnings: string[] = [];
      compileSpec(spec, (message) => warnings.push(message));
      expect(warnings, figure.name).toEqual([]);
      expect(await toSvg(spec)).toContain("<path");
      expect(figure.caption).toContain(options.seeds?.length === 1 ? "ne seed" : `${run.experiment.seeds.length} `);
    }
  });
});

it("draws what it can when nHSIC was not measured", () => {
  const names = drawFigures(sampleRun({ nhsic: false })).map((figure) => figure.name);
  expect(names).toEqual(["final-accuracy", "accuracy-over-epochs", "loss-over-epochs", "cost-and-accuracy"]);
});

it("recognises an invalid spec", () => {
  expect(validSpec({ mark: "bar", data: 3 })).not.toEqual([]);
});

it("draws nothing from nothing", () => {
  expect(drawFigures({ ...sampleRun(), records: [] })).toEqual([]);
});

it("includes figures of metrics, under safe and unique names, and reports one that throws", () => {
  const own: Figure = { name: "../Own figure", title: "Own", caption: () => "c", spec: () => ({ mark: "bar" }) };
  const broken: Figure = {
    ...own,
    name: "final-accuracy",
    spec: () => {
      throw new Error("no such column");
    },
  };
  const run = sampleRun({ figures: [own, broken] });
  expect(figureGroups(run).at(-1)!.figures.slice(-2)).toEqual([own, broken]);
  const long = { ...own, name: "a".repeat(300) };
  const names = drawFigures(sampleRun({ figures: [long, long] })).map(({ name }) => name);
  expect(names.slice(-2)).toEqual(["a".repeat(100), `${"a".repeat(100)}-2`]);
  const [first, second] = drawFigures(run).slice(-2);
  expect(first).toMatchObject({ name: "own-figure", caption: "c", problem: undefined });
  expect(second).toMatchObject({ name: "final-accuracy-2", problem: "no such column", spec: undefined });
});

function values(run: RunView, name: string): Record<string, number | string>[] {
  const spec = drawFigures(run).find((figure) => figure.name === name)!.spec!;
  return (spec["data"] as { values: Record<string, number | string>[] }).values;
}

it("plots the mean over seeds and their range", () => {
  const run = sampleRun();
  const of = (quantity: string) =>
    run.records
      .filter((r) => r.quantity === quantity && r.arm === "per-layer" && r.depth === 4 && r.epoch === 12)
      .map((r) => Number(r["corrected"]));
  const [x, y] = [of("nhsic(X, Z)"), of("nhsic(Y, Z)")];
  const row = values(run, "information-plane-corrected").find(
    (r) => r["arm"] === "per-layer" && r["depth"] === 4 && r["epoch"] === 12,
  )!;
  expect(x).toHaveLength(3);
  expect(row["x"]).toBeCloseTo((x[0]! + x[1]! + x[2]!) / 3, 12);
  expect(row["y"]).toBeCloseTo((y[0]! + y[1]! + y[2]!) / 3, 12);
  expect(row["x_low"]).toBe(Math.min(...x));
  expect(row["y_high"]).toBe(Math.max(...y));
});

it("counts only cells that trained to the end as final", () => {
  const run = sampleRun();
  const stopped = run.records.filter((r) => !(r.arm === "e2e" && r.seed === 2 && r.epoch > 5));
  const rows = values({ ...run, records: stopped }, "final-accuracy");
  expect(rows.map((row) => [row["arm"], row["n"]])).toEqual([
    ["e2e", 2],
    ["per-layer", 3],
    ["blocks-2", 3],
  ]);
});

it("draws the role differentiation that claims are judged by", () => {
  const run = sampleRun();
  const rows = (scale: string): unknown => {
    const figure = drawFigures(run).find(({ name }) => name === `role-differentiation-${scale}`);
    return (figure?.spec?.["data"] as { values: unknown }).values;
  };
  const judged = (field?: string) =>
    run.cells.map(({ hash, arm, seed }) => {
      const quantity = { text: "", name: "role-differentiation", args: [], arm, ...(field && { field }) };
      const selector = { x: "nhsic(X, Z)", y: "nhsic(Y, Z)" };
      const own = run.records.filter(({ cell }) => cell === hash);
      return { arm, seed, value: quantityValue({ ...quantity, selector }, own, run.experiment) };
    });
  expect(rows("raw")).toEqual(judged());
  expect(rows("corrected")).toEqual(judged("corrected"));
});

it("leaves out costs that are equal for all, and says what they are", () => {
  const run = sampleRun();
  const cost = (quantity: string, of: (seed: number) => number) =>
    run.cells.map(({ hash, arm, seed }) => {
      const at = { epoch: 12, step: 936 };
      return { cell: hash, arm, seed, ...at, quantity, value: of(seed) };
    });
  const records = [...run.records, ...cost("parameters", () => 107_754), ...cost("step-time", (seed) => seed / 100)];
  const figure = drawFigures({ ...run, records }).find(({ name }) => name === "cost-and-accuracy");
  const panels = figure?.spec?.["concat"] as { encoding: { x: { title: string } } }[];
  expect(panels.map(({ encoding }) => encoding.x.title)).toEqual(["Time per seed (s)", "Mean time per step (ms)"]);
  expect(figure?.caption).toContain(
    "Equal in all arms and not drawn: parameters without local heads (thousands) 107.8.",
  );
});

it("counts the cost of all epochs: rules that train layer after layer end with a cheap one", () => {
  const run = sampleRun();
  const [cell] = run.cells;
  const costs = [4, 1, 1].map((value, epoch) => ({ epoch: epoch + 10, value: value * 2 ** 20 }));
  const records = costs.map((at) => ({
    cell: cell!.hash,
    arm: "e2e",
    seed: 1,
    step: 0,
    quantity: "peak-memory",
    ...at,
  }));
  const others = run.cells.slice(1).map(({ hash, arm, seed }) => {
    return { cell: hash, arm, seed, epoch: 12, step: 0, quantity: "peak-memory", value: 2 ** 20 };
  });
  const figure = drawFigures({ ...run, records: [...run.records, ...records, ...others] }).find(
    ({ name }) => name === "cost-and-accuracy",
  );
  const rows = (figure?.spec?.["data"] as { values: { arm: string; seed: number; cost: number; kind: string }[] })
    .values;
  const own = rows.filter(({ arm, seed, kind }) => arm === "e2e" && seed === 1 && kind.startsWith("Peak"));
  expect(own.map(({ cost }) => cost)).toEqual([4]);
});

it("counts the seeds of each arm if some are missing", () => {
  const run = sampleRun();
  const captionOf = (seeds: (arm: string) => number) => {
    const records = run.records.filter(({ arm, seed }) => seed <= seeds(arm));
    return drawFigures({ ...run, records }).find(({ name }) => name === "cost-and-accuracy")?.caption;
  };
  expect(captionOf(() => 3)).toContain("cost: 3 seeds per arm");
  expect(captionOf((arm) => (arm === "e2e" ? 1 : 2))).toContain("cost: 1 to 2 seeds per arm");
  expect(captionOf(() => 1)).toContain("cost: one seed per arm");
});

it("draws every loss that an arm trains on, and nothing if each arm has one", () => {
  const run = sampleRun();
  const losses = (depths: readonly number[]) =>
    run.cells.flatMap(({ hash, arm, seed }) =>
      depths.map((depth) => {
        const place = { block: `block${depth}`, depth, epoch: 12, step: 936 };
        return { cell: hash, arm, seed, ...place, quantity: "training-loss", value: depth + seed };
      }),
    );
  const figure = (depths: readonly number[]) =>
    drawFigures({ ...run, records: [...run.records, ...losses(depths)] }).find(({ name }) => name === "local-losses");
  const rows = (figure([3, 6])?.spec?.["data"] as { values: object[] }).values;
  expect(rows).toHaveLength(3 * 2);
  expect(rows).toContainEqual(expect.objectContaining({ arm: "blocks-2", depth: 6, mean: 8, low: 7, high: 9 }));
  expect(validSpec(figure([3, 6])!.spec!)).toEqual([]);
  expect(figure([6])).toBeUndefined();
});

it("gives sixteen arms distinct colours, on light and on dark backgrounds", () => {
  for (const paper of ["light", "dark"] as const) {
    const { category } = theme(paper, { font: "Arial", background: "white" }).range;
    expect(new Set(category).size).toBeGreaterThanOrEqual(16);
  }
});

it("gives no final value to a cell that failed in its last epoch", () => {
  const run = sampleRun({ nhsic: false });
  const cells = run.cells.map((cell): typeof cell =>
    cell.arm === "e2e" && cell.seed === 1
      ? { ...cell, status: { state: "failed", at: { epoch: 12, step: 0 }, code: "x", message: "a metric threw" } }
      : cell,
  );
  expect([
    ...finalBySeed({ ...run, cells }, "accuracy", "test")
      .get("e2e")!
      .keys(),
  ]).toEqual([2, 3]);
});

it("draws a sensitivity for each pair of variables, and names the blocks", () => {
  const run = sampleRun({ epochs: 1, blocks: Array.from({ length: 9 }, (_, i) => `block${i + 1}`) });
  const settings = [1e-6, 1e-5];
  const measures = (["X", "Y"] as const).flatMap((on) =>
    settings.map((eps) => ({
      name: "nhsic",
      options: {},
      label: `nhsic(${on}, Z, eps: ${eps})`,
      when: "end" as const,
      setting: { eps },
    })),
  );
  const varied = measures.flatMap(({ label }) =>
    run.records
      .filter(({ quantity, epoch }) => epoch === 1 && quantity.slice(0, 7) === label.slice(0, 7))
      .map((record) => ({ ...record, quantity: label, metric: "varied" })),
  );
  const figure = drawFigures({
    ...run,
    records: [...run.records, ...varied],
    experiment: { ...run.experiment, measures: [...run.experiment.measures, ...measures] },
  }).find(({ name }) => name === "sensitivity-corrected");
  const panels = figure?.spec?.["concat"] as { title: { text: string } }[];
  expect(panels.map(({ title }) => title.text)).toEqual(
    [1, 3, 4, 6, 7, 9, 1, 3, 4, 6, 7, 9].map((depth) => `block ${depth}`),
  );
  expect(figure?.caption).toContain("nHSIC(X; Z) and nHSIC(Y; Z) after epoch 1");
  expect(figure?.caption).toContain("Drawn: blocks 1, 3, 4, 6, 7, 9 of 9.");
  const spec = JSON.parse(specText(finishedSpec({ ...figure!, spec: figure!.spec! }, "Arial"))) as object;
  expect(validSpec(spec)).toEqual([]);
});
