import { describe, expect, it } from "vitest";
import type { RunView } from "@infoplane/contracts";
import { drawFigures } from "../figures/draw-figures.ts";
import { reporterPlugins } from "../plugins.ts";
import { blockDifferences } from "../stats/block-differences.ts";
import { collectTables } from "../table/collect-tables.ts";
import { exportedRun } from "../test/exported-run.ts";
import { rendered } from "../test/rendered.ts";
import { sampleRun } from "../test/sample-run.ts";
import { answerText } from "./sections/answer-text.ts";

const reporter = reporterPlugins.find((plugin) => plugin.name === "html")!;

/** nHSIC with the label as given by arm, block and seed, corrected; half of it with the input. */
function given(run: RunView, value: (arm: string, block: string, seed: number) => number): RunView {
  const records = run.records.map((r) => {
    const corrected = value(r.arm, r.block ?? "", r.seed) * (r.quantity.includes("Y") ? 1 : 0.5);
    return { ...r, corrected };
  });
  return { ...run, records };
}

/** What a reader of the page sees, without scripts and data. */
async function pageText(run: RunView): Promise<string> {
  const html = String((await rendered(reporter, run)).get("index.html"));
  const body = html.slice(html.indexOf("<body>"));
  return body
    .replace(/<script[\s\S]*?<\/script>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, " ");
}

describe("the page of measured activations", () => {
  it("says nothing about a training that was not observed", async () => {
    const text = await pageText(exportedRun({ seeds: [1, 2, 3] }));
    for (const unknown of [
      ...["initial weights", "batch", "augment", "Finished", "Time per seed", "elsewhere(", "Learning rule"],
      ...["untrained", "parameters", "train and", "Optimizer", "test accuracy", "1 0,"],
    ]) {
      // The command is the user's, and says where the networks come from.
      expect(text.replace("trained elsewhere:", ""), unknown).not.toContain(unknown);
    }
    expect(text).toContain("Trained by another program. Of 2 arms the activations are known and nothing else");
    expect(text).toContain("2 arms × 3 seeds, activations of 512 samples");
    expect(text).toContain("Blocks from the input: 1 is “0”, 2 is conv2, 3 is fc.");
    expect(text).toContain("coloured by epoch, from epoch 0 (ring) to epoch 4 (disc with");
    expect(text).toContain("after epoch 4 (solid) and at epoch 0 (dotted)");
    expect(text).toMatch(/Measured \S+ to /);
  });

  it("names the blocks on the axes of its figures", () => {
    const spec = (run: RunView) =>
      JSON.stringify(drawFigures(run).find(({ name }) => name === "nhsic-by-depth-corrected")?.spec);
    expect(spec(exportedRun())).toContain(String.raw`[\"0\",\"conv2\",\"fc\"][datum.value - 1]`);
    expect(spec(sampleRun({ epochs: 2 }))).not.toContain("labelExpr");
  });

  it("answers by comparing the blocks of the arms", () => {
    const value = (arm: string, block: string): number =>
      ({ "0": 0.1, conv2: 0.2, fc: 0.6 })[block]! + (arm === "theirs" && block === "conv2" ? 0.25 : 0);
    const one = given(exportedRun({ seeds: [0] }), value);
    expect(answerText(one)).toBe(
      "After epoch 4: nHSIC(X; Z), corrected is higher in theirs than in ours in 1 of 3 blocks, and furthest apart in conv2: " +
        "0.225 against 0.100; nHSIC(Y; Z), corrected is higher in theirs than in ours in 1 of 3 blocks, and furthest apart in conv2: " +
        "0.450 against 0.200. One training of each arm cannot decide whether this is more than chance: the exact two-sided " +
        "test of 6 differences needs 8 or more.",
    );
    const seeds = Array.from({ length: 9 }, (_, i) => i + 1);
    const many = given(
      exportedRun({ seeds }),
      (arm, block, seed) => value(arm, block) + 0.001 * seed * (arm === "theirs" ? 1 : 0),
    );
    expect(answerText(many)).toMatch(/tells 6 of 6 differences from chance\.$/);
    const rows = blockDifferences(many);
    // 2 / 2^9 for each, times 6 after Holm.
    expect(rows.map(({ p }) => p)).toEqual(rows.map(() => 12 / 512));
    expect(
      rows.find(({ block, quantity }) => block === "conv2" && quantity.includes("Y"))?.difference?.mean,
    ).toBeCloseTo(0.255);
    expect(collectTables(many).map(({ name }) => name)).toEqual(["blocks", "nhsic"]);
    const single = given(exportedRun({ arms: ["ours"], seeds: [0] }), value);
    expect(answerText(single)).toBe(
      "After epoch 4: nHSIC(X; Z), corrected of ours lies between 0.050 in 0 and 0.300 in fc; nHSIC(Y; Z), corrected of ours " +
        "lies between 0.100 in 0 and 0.600 in fc.",
    );
  });

  it("says of one file that its epoch is unknown", async () => {
    const run = exportedRun({ seeds: [0], epochs: 0 });
    const measures = run.experiment.measures.map((measure) => ({ ...measure, when: "end" as const }));
    const text = await pageText({ ...run, experiment: { ...run.experiment, measures } });
    expect(text).toContain("As exported: nHSIC(X; Z)");
    expect(text).not.toContain("epoch 0");
  });
});

it("compares blocks in place of accuracy if it was not measured, and says what is missing", () => {
  const run = sampleRun({ epochs: 4 });
  const measures = run.experiment.measures.filter(({ name }) => name !== "accuracy");
  const records = run.records.filter(({ metric }) => metric === "nhsic");
  const without = { ...run, records, experiment: { ...run.experiment, measures } };
  expect(answerText(without)).toMatch(/^After epoch 4: nHSIC\(X; Z\), corrected is higher in /);
  expect(answerText({ ...without, records: [] })).toBe(
    "No accuracy and no measure of the blocks has a value after the last epoch.",
  );
});
