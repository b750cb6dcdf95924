import type { RunView } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { sampleRun, type SampleOptions } from "../test/sample-run.ts";
import { compileSpec } from "../vega-lite/to-svg.ts";
import { drawFigures } from "./draw-figures.ts";

const drawn = (run: RunView, name: string) => drawFigures(run).find((figure) => figure.name === name)!;

/** Domain of the axis and the number of bars, with two very different seeds per arm. */
function finalAccuracy(values: readonly number[], options: SampleOptions = {}) {
  const run = sampleRun({ seeds: values.map((_, i) => i + 1), epochs: 2, nhsic: false, ...options });
  const records = run.records.map((r) => (r.quantity === "accuracy" ? { ...r, value: values[r.seed - 1]! } : r));
  const { spec, caption } = drawn({ ...run, records }, "final-accuracy");
  const { scales } = compileSpec(spec!) as { scales: { name: string; domain: number[] }[] };
  const { values: rows } = spec!["data"] as { values: { low: number | null; text: string }[] };
  return { domain: scales.find((scale) => scale.name === "x")!.domain, row: rows[0]!, caption };
}

it("draws no interval for two seeds and limits the accuracy axis to the range of accuracies", () => {
  const two = finalAccuracy([0.1, 0.3]);
  expect(two.domain).toEqual([0.1, 0.3]);
  expect(two.row).toMatchObject({ low: null, text: "20.00 ± 14.14% (2 of 2)" });
  expect(two.caption).toContain("no interval, which takes 3 seeds");
  const three = finalAccuracy([0.1, 0.3, 0.99]);
  expect(three.domain).toEqual([0, 1]);
  expect(three.row.low).toBeLessThan(0);
  expect(three.caption).toContain(
    "bar: 95% Student interval of the mean over seeds, for this data set, cut at 0 and 100%.",
  );
  expect(finalAccuracy([0.7, 0.71, 0.72]).caption).toContain(
    "bar: 95% Student interval of the mean over seeds, for this data set. ",
  );
  expect(finalAccuracy([1, 1]).domain).toEqual([0.9, 1]);
});

it("says how many seeds a curve is the mean of when some stopped early", () => {
  const run = sampleRun({ seeds: [1, 2], epochs: 4 });
  const stopped = { ...run, records: run.records.filter((r) => !(r.arm === "e2e" && r.seed === 2 && r.epoch > 2)) };
  for (const name of ["accuracy-over-epochs", "nhsic-over-epochs-raw", "information-plane-raw"]) {
    expect(drawn(run, name).caption).toContain("mean over 2 of 2 seeds");
    expect(drawn(stopped, name).caption).toContain("mean over the seeds that reached an epoch (1 to 2 of 2 seeds)");
  }
  expect(drawn(stopped, "null-share").caption).toContain("mean over the seeds that finished (1 to 2 of 2 seeds)");
  expect(drawn(stopped, "final-accuracy").caption).toContain("(number next to each arm)");
});

it("names the arms that have nothing finite to draw", () => {
  const run = sampleRun({ seeds: [1, 2], epochs: 2 });
  const records = run.records.map((r) => (r.arm === "e2e" ? { ...r, value: null, corrected: null } : r));
  for (const { name, caption, spec } of drawFigures({ ...run, records })) {
    expect(caption, name).toMatch(/ Not drawn for lack of a finite value: e2e\.$/);
    expect(JSON.stringify(spec), name).not.toContain('"arm":"e2e"');
    // Colours belong to arms, drawn or not.
    const domains = JSON.stringify(spec).match(
      /"field":"arm","type":"nominal","title":"Arm","scale":{"domain":[^\]]*]/g,
    );
    for (const domain of domains ?? []) expect(domain, name).toContain('["e2e","per-layer","blocks-2"]');
  }
  for (const { caption } of drawFigures(run)) expect(caption).not.toContain("Not drawn");
});

it("judges the sign only of slopes that are corrected for chance", () => {
  const run = sampleRun({ seeds: [1], epochs: 8 });
  expect(drawn(run, "late-slopes-corrected").caption).toContain("below 0 the block still loses dependence; one seed");
  const raw = drawn(run, "late-slopes-raw").caption;
  expect(raw).not.toContain("loses");
  expect(raw).toContain("Raw values include what chance alone gives");
  expect(raw).not.toContain("Bands");
});

it("says on how many training samples accuracy is measured", () => {
  const run = sampleRun({ epochs: 2 });
  const records = run.records.map((r) => (r.split === "train" ? { ...r, samples: 2000 } : r));
  expect(drawn({ ...run, records }, "accuracy-over-epochs").caption).toContain("dashed: 2,000 training samples;");
});

it("names the shown epoch, and the last ones of arms that end at different epochs", () => {
  const run = sampleRun({ epochs: 4 });
  const untrained = { ...run, records: run.records.filter(({ epoch }) => epoch === 4) };
  expect(drawn(run, "nhsic-by-depth-raw").caption).toContain(": after epoch 4 (solid) and untrained (dotted);");
  expect(drawn(untrained, "nhsic-by-depth-raw").caption).toContain(": after epoch 4; mean");
  expect(drawn(run, "information-plane-raw").caption).toContain("from the untrained network (ring) to epoch 4 (disc");
  expect(drawn(untrained, "information-plane-raw").caption).toContain("after epoch 4: one disc per block");
  for (const name of ["final-accuracy", "cost-and-accuracy", "null-share"])
    expect(drawn(run, name).caption, name).toContain(" after epoch 4");
  const arms = run.experiment.arms.map((arm, i) =>
    i === 0 ? arm : { ...arm, training: { ...arm.training, epochs: 2 } },
  );
  const records = run.records.filter(({ arm, epoch }) => arm === "e2e" || epoch <= 2);
  const apart = { ...run, records, experiment: { ...run.experiment, arms } };
  for (const name of ["final-accuracy", "nhsic-by-depth-raw", "null-share"]) {
    expect(drawn(apart, name).caption, name).toContain(
      "after the last epoch of each arm (e2e 4, per-layer 2, blocks-2 2)",
    );
  }
});
