import { expect, it } from "vitest";
import type { Verdict } from "@infoplane/contracts";
import { reporterPlugins } from "../plugins.ts";
import { rendered } from "../test/rendered.ts";
import { sampleRun } from "../test/sample-run.ts";
import { answerText } from "./sections/answer-text.ts";

const reporter = reporterPlugins.find((plugin) => plugin.name === "html")!;

it("is one page of moderate size that makes no requests and says what matters first", async () => {
  const run = sampleRun();
  const standIn = { wanted: "cifar10", used: "textures", reason: "the host cannot be reached" };
  const files = await rendered(reporter, { ...run, manifest: { ...run.manifest, standIn } });
  expect([...files.keys()]).toEqual(["index.html"]);
  const html = String(files.get("index.html"));
  expect(html.length).toBeLessThan(3e6);
  const holds = (text: string) => html.includes(text);
  expect(holds('content="default-src &#39;none&#39;; script-src &#39;sha256-')).toBe(true);
  expect(holds("connect-src &#39;")).toBe(false);
  expect(html.indexOf("Not measured on cifar10")).toBeLessThan(html.indexOf("<h2>Answer</h2>"));
  expect(holds("per-block(k: 2, loss: cross-entropy, head: linear)")).toBe(true);
  expect(holds('<a href="data/records.csv" aria-label="records.csv">csv</a>')).toBe(true);
  expect(holds('<a href="figures/final-accuracy.vl.json" aria-label="final-accuracy.vl.json">vl.json</a>')).toBe(true);
  expect(holds("<h3>Claims</h3>")).toBe(false);
});

it("links to the folders and records of the run's other reporters", async () => {
  const run = sampleRun({ nhsic: false, epochs: 1 });
  const reports = [
    { name: "records", options: { formats: ["parquet"] } },
    { name: "tensorboard", options: {} },
  ];
  const html = String(
    (await rendered(reporter, { ...run, experiment: { ...run.experiment, reports } })).get("index.html"),
  );
  expect(html).toContain('<a href="tensorboard/">tensorboard</a>');
  expect(html).toContain('<a href="data/records.parquet"');
  expect(html).not.toContain("figures/final-accuracy.vl.json");
});

it("says which arm leads, by how much, and whether the seeds can tell", () => {
  const run = sampleRun({ nhsic: false });
  const given: Record<string, number> = { e2e: 0.7, "per-layer": 0.68, "blocks-2": 0.69 };
  const records = run.records.map((r) => (r.quantity === "accuracy" ? { ...r, value: given[r.arm]! } : r));
  expect(answerText({ ...run, records })).toBe(
    "e2e has the highest mean test accuracy: 70.00 ± 0.00% (3 of 3 seeds), mean ± standard deviation over seeds. Against it, in percentage points over the same " +
      "seeds: per-layer −2.00, blocks-2 −1.00. 3 seeds cannot decide whether this is more than chance: the exact two-sided " +
      "test of the best arm against the 2 others needs 7 or more.",
  );
  expect(answerText({ ...run, records: [] })).toBe("No arm has a final test accuracy.");
  const cells = run.cells.map((cell) => ({ ...cell, status: { state: "waiting" as const } }));
  expect(answerText({ ...run, records: [], cells })).toBe("No arm has a final test accuracy yet.");
  const even = run.records.map((r) => (r.quantity === "accuracy" ? { ...r, value: 0.5 } : r));
  expect(answerText({ ...run, records: even })).toMatch(
    /^e2e, per-layer, blocks-2 share the highest mean test accuracy: /,
  );
});

it("shows every verdict with its reason, and claims without one as declared", async () => {
  const run = sampleRun({ nhsic: false, epochs: 1 });
  const claim = {
    text: "end-to-end generalises best",
    left: { text: "accuracy(test)[e2e]", terms: [], constant: 0 },
    relation: ">" as const,
    right: { text: "0", terms: [], constant: 0 },
  };
  // As written by a version that did not count the seeds.
  const before: Verdict = {
    claim,
    outcome: "undecided",
    reason: "3 seeds are too few.",
    seeds: [1, 2, 3],
    lacking: [],
    scope: "over seeds, for this data set",
    skewness: 1.73,
    correction: "joint",
    differences: [0.01, 0.02, 0.01],
    difference: 0.0133,
    interval: { low: 0.01, high: 0.02, level: 0.9 },
    effect: 1.2,
    left: [0.7, 0.71, 0.7],
    right: [0.69, 0.69, 0.69],
    p: 0.125,
    adjustedP: 0.125,
    pAgainst: 1,
    adjustedPAgainst: 1,
    test: "sign-flip",
    seedsAtLeast: 5,
    seedsNeeded: 7,
  };
  const verdict = { ...before, seedsFor: 3 };
  const experiment = { ...run.experiment, claims: [claim] };
  const judged = String((await rendered(reporter, { ...run, experiment, verdicts: [verdict] })).get("index.html"));
  expect(judged.includes("3 seeds are too few.")).toBe(true);
  expect(judged).toContain(
    "<td>0.0133</td><td>0.01 to 0.02</td><td>1.7</td><td>1.2</td><td>0.125</td><td>3</td><td>3 of 3</td></tr>",
  );
  // Two tests, two numbers of seeds: each is attributed to its own test.
  expect(judged).toContain("needs 7 or more. Claims are tested one-sided, and say themselves how many they need.");
  expect(judged).toContain("Claims: 0 supported, 0 contradicted, 1 undecided.</p>");
  const old = String((await rendered(reporter, { ...run, experiment, verdicts: [before] })).get("index.html"));
  expect(old).toContain("<td>1.2</td><td>0.125</td><td></td><td>3 of 3</td></tr>");
  const declared = String((await rendered(reporter, { ...run, experiment })).get("index.html"));
  expect(declared.includes("not judged")).toBe(true);
});
