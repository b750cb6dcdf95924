import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pluginKinds } from "@infoplane/contracts";
import { root } from "./support/cli.ts";

const readingList = [
  "packages/contracts/src/metric.ts",
  "packages/contracts/src/figure.ts",
  "test/samples/own-metric/own-metric.ts",
  "test/samples/own-metric/own-metric.test.ts",
];
const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const sampleOf = (name: string): string => join(root, "test/samples", name, `${name}.ts`);
const lines = (file: string): number => readFileSync(join(root, file), "utf8").trimEnd().split("\n").length;

describe("CONTRIBUTING.md", () => {
  it("lists what the author of a metric reads, with true line counts, each under 150 lines", () => {
    const rows = [...text.matchAll(/^\d+\. \[([^\]]+)\]\([^)]+\), (\d+) lines/gm)].map(([, file, count]) => [
      file,
      Number(count),
    ]);
    expect(rows).toEqual(readingList.map((file) => [file, lines(file)]));
    for (const file of readingList) expect(lines(file)).toBeLessThan(150);
  });

  it("lists for every kind of plugin its contract, a short example and its test", () => {
    const rows = [...text.matchAll(/^\| `(\w+)` +\| `define(\w+)` +\|.*$/gm)];
    expect(rows.map(([, kind]) => kind).sort()).toEqual([...pluginKinds].sort());
    for (const [row, kind = "", name = ""] of rows) {
      expect(name.toLowerCase()).toBe(kind);
      const files = [...row.matchAll(/`([^`]+\.ts)` \(\d+\)/g)].map(([, file = ""]) => file);
      expect(files).toHaveLength(3);
      const [, example = ""] = files;
      expect(readFileSync(join(root, example), "utf8")).toContain(`define${name}(`);
      expect(lines(example)).toBeLessThan(100);
    }
  });

  it("has samples that import the contracts, the parts of trainers for authors, and nothing else of Infoplane", () => {
    const samples = readdirSync(join(root, "test/samples")).filter((name) => existsSync(sampleOf(name)));
    expect(samples.length).toBeGreaterThanOrEqual(8);
    for (const name of samples) {
      const code = readFileSync(sampleOf(name), "utf8");
      const from = [...code.matchAll(/(?:from|import\()\s*"(@infoplane\/[^"]+)"/g)].map(([, path]) => path);
      const others = from.filter(
        (path) => !/^@infoplane\/(?:contracts|trainers\/author(?:-options)?)$/.test(path ?? ""),
      );
      expect([name, others]).toEqual([name, []]);
    }
  });

  it("gives the true number of lines wherever it gives one", () => {
    for (const [, file = "", count] of text.matchAll(/`([^`\s]+\.ts)` \((\d+)\)/g))
      expect([file, Number(count)]).toEqual([file, lines(file)]);
  });

  it("names files that exist", () => {
    const files = [...text.matchAll(/`((?:packages|test)\/[^`]+\.ts)`/g)].map(([, file]) => file ?? "");
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) expect(lines(file)).toBeGreaterThan(0);
  });
});

it("every package's types are checked: `check` starts at the command line, from which all are reachable", () => {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    const { references = [] } = JSON.parse(readFileSync(join(root, "packages", name, "tsconfig.json"), "utf8")) as {
      references?: { path: string }[];
    };
    for (const { path } of references) visit(path.slice(3));
  };
  visit("cli");
  expect([...reached].sort()).toEqual(readdirSync(join(root, "packages")).sort());
});
