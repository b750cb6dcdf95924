import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Figure, RunView } from "@infoplane/contracts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reporterPlugins } from "../plugins.ts";
import { hasChromium, launchChromium } from "../test/chromium.ts";
import { rendered } from "../test/rendered.ts";
import { sampleRun } from "../test/sample-run.ts";

const reporter = reporterPlugins.find((plugin) => plugin.name === "html")!;
const hostile = `</script><img src=x onerror="window.hacked=1"><b>'"&`;

const ownFigure: Figure = {
  name: "own",
  title: hostile,
  caption: () => hostile,
  spec: () => ({
    data: { values: [{ name: hostile, value: 1 }] },
    mark: "bar",
    encoding: { x: { field: "value", type: "quantitative" }, y: { field: "name", type: "nominal" } },
  }),
};

const remoteFigure: Figure = {
  ...ownFigure,
  name: "remote",
  title: "Remote",
  spec: () => ({
    data: { url: "https://example.org/data.csv" },
    mark: "point",
    encoding: { x: { field: "a", type: "nominal" } },
  }),
};

function hostileRun(): RunView {
  const run = sampleRun({
    arms: ["e2e", hostile],
    seeds: [1],
    epochs: 2,
    blocks: ["stem", hostile],
    metricFigures: [ownFigure, remoteFigure],
  });
  const claim = {
    text: hostile,
    left: { text: hostile, terms: [], constant: 1 },
    relation: ">" as const,
    right: { text: "0", terms: [], constant: 0 },
  };
  return {
    ...run,
    source: hostile,
    experiment: { ...run.experiment, title: hostile, name: hostile, claims: [claim] },
    manifest: { ...run.manifest, warnings: [hostile], command: ["run", hostile] },
  };
}

it("is one page of moderate size that asks for nothing and says what matters first", async () => {
  const run = sampleRun();
  const standIn = { wanted: "cifar10", used: "textures", reason: "the host cannot be reached" };
  const files = await rendered(reporter, { ...run, manifest: { ...run.manifest, standIn } });
  expect([...files.keys()]).toEqual(["index.html"]);
  const html = String(files.get("index.html"));
  expect(html.length).toBeLessThan(3e6);
  expect(html).toMatch(/content="default-src &#39;none&#39;; script-src &#39;sha256-/);
  expect(html.indexOf("Not measured on cifar10")).toBeLessThan(html.indexOf("Final values</h2>"));
  expect(html).toContain("per-block(k: 2, loss: cross-entropy, head: linear)");
  expect(html).toContain('href="data/records.csv"');
  expect(html).not.toContain("Claims");
});

describe.runIf(hasChromium)("in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  interface Opened {
    readonly page: Page;
    readonly problems: string[];
    readonly requests: string[];
  }

  async function open(run: RunView, options: { width?: number; dark?: boolean } = {}): Promise<Opened> {
    const file = join(mkdtempSync(join(tmpdir(), "report-")), "index.html");
    writeFileSync(file, String((await rendered(reporter, run)).get("index.html")));
    const page = await browser.newPage({
      viewport: { width: options.width ?? 1200, height: 800 },
      colorScheme: options.dark ? "dark" : "light",
    });
    const problems: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => {
      if (message.type() !== "log") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector("html[data-ready=true]");
    return {
      page,
      problems,
      requests: requests.filter((url) => url !== pathToFileURL(file).href && !/^(data|blob):/.test(url)),
    };
  }

  /** Texts of all figures that reach out of their drawing. */
  const textsCutOff = (page: Page) =>
    page.$$eval("[data-plot] svg", (drawings) =>
      drawings.flatMap((drawing) => {
        const frame = drawing.getBoundingClientRect();
        return [...drawing.querySelectorAll("text")].flatMap((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          const inside = left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
          return inside ? [] : [text.textContent];
        });
      }),
    );

  const shown = (page: Page) =>
    page.$$eval("[data-plot]", (plots) =>
      plots
        .filter((plot) => (plot as unknown as { offsetParent: unknown }).offsetParent !== null)
        .map((plot) => ({
          name: plot.getAttribute("data-plot"),
          marks: plot.querySelectorAll(
            "svg .mark-rule path, svg .mark-rule line, svg .mark-symbol path, svg .mark-line path",
          ).length,
        })),
    );

  it.each([
    { width: 1200, dark: true },
    { width: 390, dark: false },
  ])("draws every figure without an error or a request (%o)", async (options) => {
    const { page, problems, requests } = await open(sampleRun(), options);
    const plots = await shown(page);
    expect(plots.map((plot) => plot.name)).toEqual([
      "final-accuracy",
      "information-plane-corrected",
      "nhsic-over-epochs",
      "null-share",
      "accuracy-over-epochs",
      "loss-over-epochs",
    ]);
    for (const plot of plots) expect(plot.marks, plot.name ?? "").toBeGreaterThan(5);
    expect(problems).toEqual([]);
    expect(requests).toEqual([]);
    const wide = await page.evaluate<string[]>(
      `[...document.querySelectorAll("[data-plot]")].filter((p) => p.scrollWidth > p.clientWidth).map((p) => p.dataset.plot)`,
    );
    expect(wide).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(options.width);
    expect(await textsCutOff(page)).toEqual([]);
    await page.close();
  });

  it("changes the drawing with the switch, by keyboard", async () => {
    const { page, problems } = await open(sampleRun());
    const before = await page.locator('[data-plot="information-plane-corrected"] svg').innerHTML();
    await page.locator('input[data-shows="information-plane-corrected"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForSelector('[data-plot="information-plane-raw"] svg');
    expect(await page.locator('[data-plot="information-plane-corrected"]').isVisible()).toBe(false);
    const after = await page.locator('[data-plot="information-plane-raw"] svg').innerHTML();
    expect(after).toContain("nHSIC(X; Z), raw");
    expect(after).not.toBe(before);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("saves a figure on white with its title, whatever the page looks like", async () => {
    const { page, problems } = await open(sampleRun(), { dark: true, width: 390 });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator('button[data-figure="accuracy-over-epochs"][data-save="svg"]').click(),
    ]);
    expect(download.suggestedFilename()).toBe("accuracy-over-epochs.svg");
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const svg = Buffer.concat(chunks).toString("utf8");
    expect(svg).toContain("Accuracy over epochs");
    expect(svg).toContain('fill="white"');
    expect(problems).toEqual([]);
    await page.close();
  });

  it("shows hostile names as text, runs none of them, and lets no figure reach out", async () => {
    const { page, problems, requests } = await open(hostileRun());
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("h1").textContent()).toBe(hostile);
    expect(await page.locator("pre").textContent()).toBe(hostile);
    expect(await page.locator("#claims li").textContent()).toBe(hostile);
    expect((await shown(page)).map((plot) => plot.name)).toContain("own");
    expect(requests.filter((url) => url.includes("example.org"))).toEqual([]);
    expect(problems.every((text) => text.includes("example.org") || text.includes("Load"))).toBe(true);
    // In a task of the page itself: what the test's own call evaluates is exempt from the policy.
    await page.evaluate(`setTimeout(() => {
      try { new Function("window.hacked = 1")(); } catch (error) { window.refused = error.name; }
    })`);
    await page.waitForFunction("window.refused ?? window.hacked");
    expect(await page.evaluate("window.refused")).toBe("EvalError");
    const added = await page.evaluate(
      "(() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 2'; document.body.append(s); return window.hacked; })()",
    );
    expect(added).toBeUndefined();
    await page.close();
  });
});
