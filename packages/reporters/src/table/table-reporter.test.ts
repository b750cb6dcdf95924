import { expect, it } from "vitest";
import { reporterPlugins } from "../plugins.ts";
import { rendered } from "../test/rendered.ts";
import { sampleRun } from "../test/sample-run.ts";
import { csv } from "../export/csv.ts";
import { toLatex } from "./to-latex.ts";
import { toMarkdown } from "./to-markdown.ts";

const reporter = reporterPlugins.find((plugin) => plugin.name === "table")!;

it("writes mean, deviation and n of the last epoch", async () => {
  const run = sampleRun({ nhsic: false });
  const given = [0.7, 0.72, 0.77];
  const records = run.records.map((r) =>
    r.quantity === "accuracy" && r.split === "test" && r.arm === "e2e" && r.epoch === 12
      ? { ...r, value: given[r.seed - 1]! }
      : r,
  );
  const files = await rendered(reporter, { ...run, records });
  expect(files.get("tables/final.md")).toContain("| e2e | 73.00 ± 3.61% (3 of 3 seeds) |");
  expect(files.get("tables/final.csv")).toMatch(/^arm,n,planned,test_accuracy_mean,test_accuracy_sd,/);
  expect(files.has("tables/nhsic.md")).toBe(false);
});

it("writes every record, contract columns first, the others by name", async () => {
  const run = sampleRun({ epochs: 2 });
  const files = await rendered(reporter, run);
  const [header, ...rows] = String(files.get("data/records.csv")).trimEnd().split("\n");
  expect(header).toBe(
    "cell,arm,seed,epoch,step,quantity,split,block,depth,value,a,b,corrected,dof_a,dof_b,max,metric,null_mean,null_std,p,samples,z",
  );
  expect(rows).toHaveLength(run.records.length);
  expect(String(files.get("tables/nhsic.csv")).trimEnd().split("\n")).toHaveLength(1 + 3 * 6 * 2);
});

it("counts the seeds above chance after a correction over all blocks, epochs, arms and seeds", async () => {
  const run = sampleRun({ arms: ["e2e"], seeds: [1, 2], blocks: ["block1", "block2"], epochs: 2 });
  // Two seeds, two ends, two blocks, three epochs: 24 tests. 0.004 is the second smallest: 0.004 * 24 / 2 = 0.048.
  const p = ({ seed, a, depth, epoch }: (typeof run.records)[number]) => {
    if (epoch !== 2 || a !== "Y" || depth !== 2) return 0.9;
    return seed === 1 ? 0.001 : 0.004;
  };
  const records = run.records.map((r) => (r.metric === "nhsic" ? { ...r, p: p(r) } : r));
  const table = async (of: typeof records) =>
    String((await rendered(reporter, { ...run, records: of })).get("tables/nhsic.md"));
  expect(await table(records)).toMatch(/\| e2e \| block2 \| nHSIC\(Y; Z\) \|.*\| 2 of 2 \|/);
  expect(await table(records)).toMatch(/\| e2e \| block2 \| nHSIC\(X; Z\) \|.*\| 0 of 2 \|/);
  // One more test of the same family, and 0.004 * 25 / 2 = 0.05 is no longer below.
  const more = { ...records.find((r) => r.metric === "nhsic")!, depth: 3, block: "block3" };
  expect(await table([...records, more])).toMatch(/\| e2e \| block2 \| nHSIC\(Y; Z\) \|.*\| 1 of 2 \|/);
});

it("says if an arm has no final values", async () => {
  const run = sampleRun({ nhsic: false });
  const files = await rendered(reporter, {
    ...run,
    records: run.records.filter((r) => r.arm !== "e2e" || r.epoch < 4),
  });
  expect(files.get("tables/final.md")).toContain("| e2e | not finished |");
});

it("has no column for what is not measured, even before anything is finished", async () => {
  const run = sampleRun({ nhsic: false });
  const header = async (records: typeof run.records) =>
    String((await rendered(reporter, { ...run, records })).get("tables/final.md")).split("\n")[0];
  const all = "| Arm | Test accuracy | Train accuracy | Test loss | Time per seed |";
  expect(await header(run.records)).toBe(all);
  expect(await header(run.records.filter((r) => r.quantity !== "loss"))).toBe(all.replace(" Test loss |", ""));
  expect(await header([])).toBe(all.replace(" Test loss |", ""));
});

it("keeps markup in names from becoming markup", () => {
  const table = {
    name: "t",
    title: "",
    note: "n_1",
    columns: ["arm"],
    rows: [[{ text: "a|b\n<img> 5%" }]],
    values: [],
  };
  expect(toMarkdown(table)).toContain("| a\\|b \\<img\\> 5% |");
  expect(toLatex(table)).toContain("    a|b \\textless{}img\\textgreater{} 5\\% \\\\\n");
  expect(toLatex(table)).toContain("\\caption{n\\_1}");
});

it("does not let a row that begins with a bracket, a list marker or an entity change its meaning", () => {
  const rows = [
    "[2mm] up",
    "- item",
    "1. item",
    "&lt; ~x~ # !",
    "-0.5",
    "*",
    "*2",
    "a\0b",
    "$x$",
    "www.a.org http://a",
  ].map((text) => [{ text }, { text: "1" }]);
  const table = { name: "t", title: "t", note: "n", columns: ["[arm]", "b"], rows, values: [] };
  expect(toLatex(table)).toContain("    {}[arm] & b \\\\\n    \\midrule\n    {}[2mm] up & 1 \\\\\n    - item & 1");
  expect(toLatex(table)).toContain("    {}* & 1 \\\\\n    {}*2 & 1 \\\\");
  const markdown = toMarkdown(table);
  for (const line of [
    "| \\[2mm\\] up |",
    "| \\- item |",
    "| 1. item |",
    "| \\&lt; \\~x\\~ \\# \\! |",
    "| -0.5 |",
    "| a b |",
    "| \\$x\\$ |",
    "| www\\.a.org http\\://a |",
  ]) {
    expect(markdown).toContain(line.replace("1. item", "1\\. item"));
  }
});

it("lets no text of a CSV file become a formula, and no number a text", () => {
  const formulas = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", " =1", "\t=1", "\0=1", "\u200b=1", "＝1+1", "＠SUM(A1)"];
  const others = ["-0.5", "+3", "1e-5", "e2e", "per-layer"];
  const lines = csv([...formulas, ...others, -2, 1e-7].map((value) => ({ value })))
    .trimEnd()
    .split("\n");
  expect(lines.slice(1, 11).map((line) => line.replaceAll('"', "").replace("\t", "|"))).toEqual(
    formulas.map((value) => `'${value.replace("\t", "|")}`),
  );
  expect(lines.slice(11)).toEqual([...others, "-2", "1e-7"]);
});

it("says for the differences how many seeds p takes, and what the intervals are", async () => {
  const table = String((await rendered(reporter, sampleRun({ nhsic: false }))).get("tables/differences.md"));
  expect(table).toContain("| Arm | Difference | 95% interval | p (Holm) | Seeds |");
  expect(table).toContain("the mean differences that this test does not refuse: 95% or more, corrected as p is.");
  expect(table).toContain(
    "Whatever the data, p below 0.05 in this test takes at least 7 seeds; claims are tested one-sided",
  );
});

it("aligns text in LaTeX to the left and numbers to the right, and lets a long table span pages", () => {
  const row = ["2-blocks", "block1", "−1.23 to +0.40", "< 0.001", ""].map((text) => ({ text }));
  const table = (rows: number) =>
    toLatex({
      name: "t",
      title: "",
      note: "n",
      columns: ["Arm", "Block", "Interval", "p", "Seeds"],
      rows: [
        ...Array.from({ length: rows - 1 }, () => row),
        ["e2e", "head", "no common seed"].map((text) => ({ text })),
      ],
      values: [],
    });
  expect(table(35)).toContain("\\begin{tabular}{llrrr}\n");
  expect(table(35)).not.toContain("longtable");
  const long = table(36);
  expect(long).toMatch(/^% needs \\usepackage\{longtable,booktabs\}\n\\begin\{longtable\}\{llrrr\}\n/);
  expect(long).toContain("  \\caption{n}\n  \\label{tab:t} \\\\\n");
  expect(long.match(/Arm & Block/g)).toHaveLength(2);
  expect(long).not.toContain("{table}");
});

it("sets the best in bold only if enough seeds agree", async () => {
  const bold = async (seeds: number) => {
    const run = sampleRun({ nhsic: false, epochs: 2, arms: ["e2e", "per-layer"], seeds: range(seeds) });
    const files = await rendered(reporter, run);
    return [String(files.get("tables/final.md")), String(files.get("tables/final.tex"))];
  };
  const [few] = await bold(3);
  expect(few).not.toContain("**");
  const [markdown, latex] = await bold(6);
  expect(markdown).toMatch(/\| e2e \| \*\*\d+\.\d+ ± \d+\.\d+% \(6 of 6 seeds\)\*\* \|/);
  expect(latex).toMatch(/e2e & \\textbf\{\d+\.\d+ \$\\pm\$ \d+\.\d+\\% \(6 of 6 seeds\)\}/);
  expect(latex).toContain("\\toprule");
});

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}
