import { expect, it } from "vitest";
import { reporterPlugins } from "../plugins.ts";
import { rendered } from "./rendered.ts";
import { sampleRun } from "./sample-run.ts";

const html = reporterPlugins.find((plugin) => plugin.name === "html")!;

it("renders 200,000 records as a page under 15 MB that says what it leaves out", { timeout: 120_000 }, async () => {
  const arms = "abcdefgh".split("");
  const blocks = Array.from({ length: 20 }, (_, i) => `block${i + 1}`);
  const run = sampleRun({ arms, blocks, seeds: [1, 2, 3, 4, 5], epochs: 114 });
  expect(run.records.length).toBeGreaterThan(200_000);
  const page = String((await rendered(html, run)).get("index.html"));
  expect(page.length).toBeLessThan(15e6);
  expect(page.includes("Drawn: 20 of 115 measured epochs; all are in the records.")).toBe(true);
});
