import type { MeasureSpec, RunRecord, RunView } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { sampleRun } from "../test/sample-run.ts";
import { validSpec } from "../test/valid-spec.ts";
import { drawFigures, type DrawnFigure } from "./draw-figures.ts";

const base = sampleRun({ epochs: 4, seeds: [1, 2] });

/** The sample run with further measures, whose records at the last two epochs come from `give`. */
function withMeasures(give: Readonly<Record<string, (record: RunRecord) => Partial<RunRecord>[]>>): RunView {
  const cells = base.records.filter(({ quantity, split, epoch }) => {
    return quantity === "accuracy" && split === "test" && epoch >= 3;
  });
  const measures = Object.keys(give).map((label): MeasureSpec => ({
    name: label.replace(/\(.*/, ""),
    options: {},
    label,
    when: { every: 1 },
  }));
  const records = Object.entries(give).flatMap(([quantity, of]) =>
    cells.flatMap((record) =>
      of(record).map((own): RunRecord => ({ ...record, split: undefined, quantity, ...own }) as RunRecord),
    ),
  );
  return {
    ...base,
    experiment: { ...base.experiment, measures: [...base.experiment.measures, ...measures] },
    records: [...base.records, ...records],
  };
}

function draw(run: RunView, name: string): DrawnFigure | undefined {
  return drawFigures(run).find((figure) => figure.name === name);
}

const panels = (figure: DrawnFigure | undefined) =>
  (figure?.spec?.["concat"] as { title: { text: string | string[] } }[]).map(({ title }) => title.text);
const rows = (figure: DrawnFigure | undefined) => (figure?.spec?.["data"] as { values: unknown[] }).values;

it("draws a block measure that has no figure of its own, corrected if possible, mean and range over seeds", () => {
  const run = withMeasures({
    "spread(2)": ({ seed }) => [1, 2].map((depth) => ({ depth, block: `block${depth}`, value: depth + seed })),
    "cka(X, Z)": () => [{ depth: 1, block: "block1", value: 0.9, corrected: 0.4 }],
  });
  const figure = draw(run, "measures-by-depth");
  expect(panels(figure)).toEqual(["spread(2)", "cka(X, Z), corrected"]);
  expect(validSpec(figure!.spec!)).toEqual([]);
  const at = { arm: "per-layer", block: "block2", depth: 2, epoch: 4, seeds: 2 };
  expect(rows(figure)).toContainEqual({ ...at, quantity: "spread(2)", mean: 3.5, low: 3, high: 4, until: null });
  expect(rows(figure)).toContainEqual(expect.objectContaining({ quantity: "cka(X, Z), corrected", mean: 0.4 }));
  expect(figure!.caption).toContain("mean over 2 of 2 seeds");
  expect(draw(run, "measures-over-epochs")).toBeUndefined();
});

it("draws a network measure over epochs, separately for each part of the data", () => {
  const run = withMeasures({
    margin: ({ epoch }) => (["train", "test"] as const).map((split, i) => ({ split, value: epoch + i })),
  });
  const figure = draw(run, "measures-over-epochs");
  expect(panels(figure)).toEqual(["margin, train", "margin, test"]);
  expect(validSpec(figure!.spec!)).toEqual([]);
  expect(rows(figure)).toContainEqual(
    expect.objectContaining({ quantity: "margin, test", arm: "e2e", epoch: 3, mean: 4 }),
  );
});

it("draws nothing twice, and nothing whose numbers it can't relate to each other", () => {
  const run = withMeasures({
    pairs: () => [1, 2].map((other_depth) => ({ depth: 1, block: "block1", value: 1, other_depth })),
    drawn: () => [{ depth: 1, block: "block1", value: 1 }],
    "nhsic(X, Z, eps: 1e-6)": () => [{ depth: 1, block: "block1", value: 1 }],
  });
  const figure = draw({ ...run, drawnMetrics: ["drawn"] }, "measures-by-depth");
  expect(panels(figure)).toEqual(["nhsic(X, Z, eps: 1e-6)"]);
  expect(draw(base, "measures-by-depth")).toBeUndefined();
});

it("names the arms that lack a measure, and draws untrained networks in the arms' colours if they differ", () => {
  const at = { depth: 1, block: "block1" };
  const run = withMeasures({
    norm: ({ arm }) => [{ ...at, value: arm === "e2e" ? null : 1 }],
    rank: () => [{ ...at, value: 1 }],
  });
  const untrained = (value: (arm: string) => number) =>
    run.records.flatMap((record): RunRecord[] =>
      record.quantity === "rank" && record.epoch === 3 ? [{ ...record, epoch: 0, value: value(record.arm) }] : [],
    );
  const drawn = (value: (arm: string) => number) =>
    draw({ ...run, records: [...run.records, ...untrained(value)] }, "measures-by-depth");
  expect(drawn(() => 2)?.caption).toContain("Not drawn for lack of a finite value: e2e (norm).");
  const dotted = (figure: DrawnFigure | undefined) =>
    (figure?.spec?.["concat"] as { layer: { encoding: object }[] }[])[1]?.layer[0]?.encoding;
  expect(dotted(drawn(() => 2))).toHaveProperty("detail");
  expect(dotted(drawn((arm) => arm.length))).toHaveProperty("color");
});

it("shows what was measured once at every epoch of the slider", () => {
  const run = withMeasures({ twice: () => [{ depth: 1, block: "block1", value: 1 }] });
  const once = { ...run, records: run.records.filter(({ quantity, epoch }) => quantity !== "twice" || epoch === 4) };
  const filters = (of: RunView) => JSON.stringify(draw(of, "measures-by-depth")?.spec).match(/datum\.epoch <= epoch/g);
  expect(filters(run)).toHaveLength(3);
  expect(filters(once)).toBeNull();
});

it("says how many measures are not drawn, and wraps names that are longer than a panel", () => {
  const long = "spread(neighbours: 12, distance: cosine, scale: standardised)";
  const names = [long, ...Array.from({ length: 13 }, (_, i) => `spread(${i})`)];
  const of = () => [{ depth: 1, block: "block1", value: 1 }];
  const figure = draw(withMeasures(Object.fromEntries(names.map((name) => [name, of]))), "measures-by-depth");
  expect(panels(figure)).toHaveLength(12);
  expect(panels(figure)[0]).toEqual(["spread(neighbours: 12, distance: cosine, ", "scale: standardised)"]);
  expect(figure!.caption).toContain("2 more are in the records.");
});
