import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Figure } from "@infoplane/contracts";
import { needs } from "@infoplane/contracts/test";
import { expect, it, onTestFinished } from "vitest";
import { reporterPlugins } from "../plugins.ts";
import { sampleRun } from "../test/sample-run.ts";
import { validSpec } from "../test/valid-spec.ts";
import { rendered } from "../test/rendered.ts";
import { findFont } from "./find-font.ts";
import { textWidth } from "./text-width.ts";
import { toSvg } from "./to-svg.ts";

const reporter = reporterPlugins.find((plugin) => plugin.name === "vega-lite")!;
const font = findFont();

it("writes spec, data, SVG and PNG of every figure, the same twice", async () => {
  const run = sampleRun({ arms: ["e2e", "per-layer"], seeds: [1, 2], epochs: 2, blocks: ["a", "b"] });
  const files = await rendered(reporter, run);
  const figures = [...files.keys()].filter((path) => path.endsWith(".vl.json")).map((path) => path.slice(8, -8));
  expect(figures).toContain("information-plane-raw");
  for (const name of figures) {
    expect(files.get(`figures/${name}.svg`)).toContain("<svg");
    expect(String(files.get(`data/${name}.csv`)).split("\n").length).toBeGreaterThan(3);
    if (!font) continue;
    expect(Buffer.from(files.get(`figures/${name}.png`)!).toString("latin1", 1, 4)).toBe("PNG");
    expect(Buffer.from(files.get(`figures/${name}.pdf`)!).toString("latin1", 0, 5)).toBe("%PDF-");
  }
  const again = await rendered(reporter, run);
  expect([...again.keys()]).toEqual([...files.keys()]);
  for (const [path, content] of again)
    expect(Buffer.from(content).equals(Buffer.from(files.get(path)!)), path).toBe(true);
});

it.each([
  { size: "single", most: 241 },
  { size: "double", most: 504 },
])("draws figures as wide as a paper's column: $size", needs("a font", font !== undefined), async ({ size, most }) => {
  const files = await rendered(reporter, sampleRun({ epochs: 3, blocks: ["a", "b"] }), { size, spread: "seeds" });
  const widths = [...files].flatMap(([path, content]) =>
    path.endsWith(".svg") ? [[path, Number(/ width="([\d.]+)"/.exec(String(content))![1])] as const] : [],
  );
  expect(widths.length).toBeGreaterThan(8);
  for (const [path, width] of widths) expect(width, path).toBeLessThanOrEqual(most + 1);
  for (const [path, content] of files) {
    if (path.endsWith(".vl.json")) expect(validSpec(JSON.parse(String(content))), path).toEqual([]);
  }
  expect(String(files.get("figures/accuracy-over-epochs.vl.json"))).toContain('"labelFontSize": 7');
});

it("continues after a figure that can't be drawn, and says so in its place", async () => {
  const remote: Figure = {
    name: "remote",
    title: "Remote",
    caption: () => "",
    spec: () => ({ data: { url: "file:///etc/hostname" }, mark: "point" }),
  };
  const broken: Figure = { ...remote, name: "broken", spec: () => ({ mark: { nonsense: true }, layer: 3 }) };
  const files = await rendered(reporter, sampleRun({ nhsic: false, epochs: 1, figures: [broken, remote] }));
  expect(files.get("figures/broken.failed.txt")).toContain("could not be drawn");
  expect(files.get("figures/loss-over-epochs.svg")).toContain("<svg");
  expect([...files.values()].join("")).not.toContain("root:");
});

it("reports the fault of each outside figure in its place, as a file and on the page, and draws all others", async () => {
  const good: Figure = {
    name: "good",
    title: "Good",
    caption: () => "Three points.",
    spec: () => ({
      data: { values: [{ a: 1 }] },
      mark: "point",
      encoding: { x: { field: "a", type: "quantitative" } },
    }),
  };
  const fail = (): never => {
    throw new Error("a getter");
  };
  const specOf = (change: object) => ({ spec: () => ({ ...good.spec(run), ...change }) });
  const bad: Readonly<Record<string, object | null>> = {
    linked: specOf({ encoding: { href: { value: "javascript:alert(1)" } } }),
    wide: specOf({ config: { view: { continuousWidth: 2e4 } } }),
    "params-no-list": specOf({ params: { name: "epoch" } }),
    "no-rows": specOf({ data: { values: [null, { a: 1 }] } }),
    "no-caption": { caption: () => 5 },
    "no-title": Object.defineProperty({}, "title", { enumerable: true, get: () => 7 }),
    "throws-itself": { spec: fail, caption: fail },
    "gives-text": { spec: () => "point" },
  };
  const figures = Object.entries(bad).map(([name, change]) => ({ ...good, name, ...change }));
  const none = [null, 3, {}] as unknown as Figure[];
  const run = sampleRun({ epochs: 1, figures: [...figures, ...none, good] });
  const page = String(
    (
      await rendered(
        reporterPlugins.find(({ name }) => name === "html")!,
        run,
      )
    ).get("index.html"),
  );
  const files = await rendered(reporter, run);
  for (const name of [...Object.keys(bad), "figure", "figure-2", "figure-3"]) {
    const said = String(files.get(`figures/${name}.failed.txt`));
    const reason = /could not be drawn: (.*)/.exec(said)?.[1] ?? "";
    expect(reason, name).not.toBe("");
    expect(reason, name).not.toMatch(/reading '(?:spec|name|caption)'/);
    expect(page, name).not.toContain(`data-plot="${name}"`);
    expect([...files.keys()].filter((path) => path.startsWith(`figures/${name}.`))).toEqual([
      `figures/${name}.failed.txt`,
    ]);
  }
  expect(page).toContain("This figure could not be drawn: a side of the picture has more than 10,000 pixels");
  expect(page).not.toContain("javascript:alert");
  expect(page).toContain('data-plot="good"');
  expect(files.get("figures/good.svg")).toContain("<svg");
  expect(files.get("figures/loss-over-epochs.svg")).toContain("<svg");
});

it("finds no font if there is none", () => {
  const folder = mkdtempSync(`${tmpdir()}/no-fonts-`);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(findFont([folder])).toBeUndefined();
});

it("measures texts with the font that draws them", needs("a font", font !== undefined), async () => {
  const width = textWidth(font!);
  expect(width("iiii", 10, false)).toBeLessThan(width("WWWW", 10, false) / 2);
  expect(width("two words", 20, false)).toBeCloseTo(2 * width("two words", 10, false), 9);
  expect(width("bold", 10, true)).toBeGreaterThan(width("bold", 10, false));
  expect(width(" ", 10, false)).toBeGreaterThan(1);
  const svg = await toSvg({
    data: { values: [{ a: "W".repeat(30), b: 1 }] },
    mark: "bar",
    encoding: { y: { field: "a", type: "nominal", axis: { labelLimit: 0 } }, x: { field: "b", type: "quantitative" } },
  });
  expect(Number(/width="(\d+)/.exec(svg)![1])).toBeGreaterThan(200 + width("W".repeat(30), 10, false));
});
