import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Figure, RunView } from "@infoplane/contracts";
import { needs } from "@infoplane/contracts/test";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { serveRun } from "../live/serve-run.ts";
import { reporterPlugins } from "../plugins.ts";
import { hasChromium, launchChromium } from "../test/chromium.ts";
import { rendered } from "../test/rendered.ts";
import { sampleRun } from "../test/sample-run.ts";

const reporter = reporterPlugins.find((plugin) => plugin.name === "html")!;
const hostile = `</script><img src=x onerror="window.hacked=1"><b>'"&`;

/** A proxy to a local server whose connections can be cut. */
async function breakable(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) sockets.add(socket.on("error", () => undefined));
    // The server answers only to its own name.
    near.on("data", (data) => far.write(data.toString("latin1").replaceAll(`:${own()}`, `:${port}`), "latin1"));
    near.on("close", () => far.destroy());
    far.pipe(near);
  });
  const own = () => (server.address() as AddressInfo).port;
  const cut = () => sockets.forEach((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${own()}/`,
    cut,
    close: () => new Promise<void>((resolve) => (cut(), server.close(() => resolve()))),
  };
}

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
    figures: [ownFigure, remoteFigure],
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

describe("in Chromium", needs("Chromium", hasChromium), () => {
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
    const folder = mkdtempSync(join(tmpdir(), "report-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "index.html");
    writeFileSync(file, String((await rendered(reporter, run)).get("index.html")));
    const page = await browser.newPage({
      viewport: { width: options.width ?? 1200, height: 800 },
      colorScheme: options.dark ? "dark" : "light",
    });
    onTestFinished(() => page.close());
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

  /** Texts of all figures that are cut off. */
  const textsCutOff = (page: Page) =>
    page.$$eval("[data-plot]:has(svg)", (drawings) =>
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
            "svg .mark-rule path, svg .mark-rule line, svg .mark-symbol path, svg .mark-line path, svg .mark-rect path",
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
      "nhsic-by-depth-corrected",
      "nhsic-heat-map-corrected",
      "nhsic-over-epochs-corrected",
      "role-differentiation-corrected",
      "late-slopes-corrected",
      "accuracy-over-epochs",
      "loss-over-epochs",
      "cost-and-accuracy",
      "null-share",
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

  /** A run that measures nHSIC under settings with long names. */
  function sensitive(arms: readonly string[]): RunView {
    const run = sampleRun({ arms, epochs: 1, blocks: ["a", "b", "c"] });
    const settings = [128, 256].flatMap((samples) =>
      ["standardised", "raw"].map((scale) => ({ samples, sigma: 2, eps: 1e-5, scale })),
    );
    const measure = run.experiment.measures.find(({ name }) => name === "nhsic")!;
    const labelled = settings.map((setting) => ({
      ...measure,
      setting,
      label: `nhsic(X, Z, samples: ${setting.samples}, scale: ${setting.scale})`,
    }));
    const taken = run.records.filter(({ quantity }) => quantity === "nhsic(X, Z)");
    return {
      ...run,
      experiment: { ...run.experiment, measures: [...run.experiment.measures, ...labelled] },
      records: [...run.records, ...labelled.flatMap(({ label }) => taken.map((r) => ({ ...r, quantity: label })))],
    };
  }

  const longNames = [
    "e2e",
    ...["subtraction", "mixture", "channels", "pixels"].flatMap((n) => [`average-${n}`, `example-${n}`]),
  ];

  it.each([
    { width: 1280, arms: ["e2e", "per-layer", "blocks-2", "deep", "floor"] },
    { width: 390, arms: ["e2e", "per-layer", "blocks-2", "deep", "floor"] },
    { width: 390, arms: longNames },
  ])("keeps long labels and legends with many arms inside the page (%o)", async ({ width, arms }) => {
    const { page, problems } = await open(sensitive(arms), { width });
    expect((await shown(page)).map((plot) => plot.name)).toContain("sensitivity-corrected");
    const wide = await page.evaluate<unknown[]>(
      `[...document.querySelectorAll("[data-plot]")].filter((p) => p.scrollWidth > p.clientWidth).map((p) => [p.dataset.plot, p.scrollWidth, p.clientWidth])`,
    );
    expect(wide).toEqual([]);
    const named = await page.$$eval('[data-plot="sensitivity-corrected"] .role-legend-label text', (names) =>
      names.map((name) => name.textContent),
    );
    expect(named.sort()).toEqual([...arms].sort());
    expect(await textsCutOff(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });

  /** Marks and texts of a drawing, sorted: a mark that returns is drawn after those that stayed. */
  const drawing = (page: Page, name: string) =>
    page.$$eval(`[data-plot="${name}"] svg :is(path, text, line)`, (marks) =>
      marks
        .map(
          (mark) =>
            ["d", "transform", "opacity", "x2", "y2"].map((a) => mark.getAttribute(a)).join() + mark.textContent,
        )
        .sort()
        .join("\n"),
    );

  it("changes all drawings with the switch, by keyboard", async () => {
    const { page, problems } = await open(sampleRun({ epochs: 4 }));
    const before = await drawing(page, "information-plane-corrected");
    await page.locator('input[name=scale][value="corrected"]').focus();
    await page.keyboard.press("ArrowDown");
    for (const name of ["information-plane", "nhsic-heat-map", "nhsic-by-depth", "nhsic-over-epochs"]) {
      await page.waitForSelector(`[data-plot="${name}-raw"] svg`);
      expect(await page.locator(`[data-plot="${name}-corrected"]`).isVisible()).toBe(false);
    }
    const after = await drawing(page, "information-plane-raw");
    expect(after).toContain("nHSIC(X; Z), raw");
    expect(after).not.toBe(before);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("steps through the epochs with the slider and the play button", async () => {
    const { page, problems } = await open(sampleRun({ epochs: 4 }));
    const names = ["information-plane-corrected", "nhsic-by-depth-corrected", "accuracy-over-epochs"];
    const before = await Promise.all(names.map((name) => drawing(page, name)));
    await page.locator("input[name=epoch]").focus();
    await page.keyboard.press("Home");
    expect(await page.locator("[data-epoch-shown]").textContent()).toBe("0");
    for (const [i, name] of names.entries()) {
      await expect.poll(() => drawing(page, name), { message: name }).not.toBe(before[i]);
    }
    await page.locator("[data-play]").click();
    await expect.poll(async () => Number(await page.locator("[data-epoch-shown]").textContent())).toBeGreaterThan(0);
    await page.locator("[data-play]").click();
    await page.keyboard.press("Tab");
    await page.keyboard.press("End");
    for (const [i, name] of names.entries()) await expect.poll(() => drawing(page, name)).toBe(before[i]);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("says below each figure which epoch it shows, and saves what is shown", async () => {
    const { page, problems } = await open(sampleRun({ epochs: 3 }));
    const line = (name: string) => page.locator(`[data-plot="${name}"] + [data-shown]`);
    const saved = async (format: string, name = "information-plane-corrected") => {
      const button = page.locator(`button[data-figure="${name}"][data-save="${format}"]`);
      const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
      return readFileSync(await download.path(), "utf8");
    };
    expect(await line("information-plane-corrected").textContent()).toBe("");
    expect(await line("null-share").count()).toBe(0);
    const last = await saved("svg");
    await page.locator("input[name=epoch]").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => line("information-plane-corrected").textContent()).toBe("shown: epoch 1 of 3");
    expect(await line("information-plane-corrected").getAttribute("aria-live")).toBe("off");
    expect(await line("accuracy-over-epochs").textContent()).toBe("marked: epoch 1 of 3");
    const caption = (name: string) => page.locator(`#caption-${name}`).textContent();
    expect(await caption("information-plane-corrected")).toContain("(ring) to epoch 1 (disc");
    expect(await caption("nhsic-by-depth-corrected")).toContain("after epoch 1 (solid)");
    const first = await saved("svg");
    expect(first).toContain("shown: epoch 1 of 3");
    const marks = (svg: string) => svg.match(/<path/g)?.length ?? 0;
    expect(marks(first)).toBeLessThan(marks(last));
    await page.locator("select[name=focus]").selectOption("3");
    const spec = JSON.parse(await saved("json")) as { params: unknown };
    expect(spec.params).toEqual(
      expect.arrayContaining([
        { name: "epoch", value: 1 },
        { name: "focus", value: 3 },
      ]),
    );
    expect(await saved("svg")).not.toBe(first);
    await page.locator("select[name=focus]").selectOption("0");
    await page.locator('input[name=scale][value="raw"]').check();
    await expect.poll(() => line("information-plane-raw").textContent()).toBe("shown: epoch 1 of 3");
    await page.locator('input[name=scale][value="corrected"]').check();
    await page.locator("input[name=epoch]").focus();
    await page.keyboard.press("End");
    await expect.poll(() => line("information-plane-corrected").textContent()).toBe("");
    expect(await saved("svg")).toBe(last);
    expect(problems).toEqual([]);
    await page.close();
  });

  it("highlights a block in all figures, whether selected or hovered", async () => {
    const { page, problems } = await open(sampleRun({ epochs: 4 }));
    const names = ["information-plane-corrected", "nhsic-over-epochs-corrected", "nhsic-heat-map-corrected"];
    const before = await Promise.all(names.map((name) => drawing(page, name)));
    const changes = async () => {
      for (const [i, name] of names.entries()) await expect.poll(() => drawing(page, name)).not.toBe(before[i]);
    };
    const returns = async () => {
      for (const [i, name] of names.entries()) await expect.poll(() => drawing(page, name)).toBe(before[i]);
    };
    await page.locator("select[name=focus]").selectOption("3");
    await changes();
    await page.locator("select[name=focus]").selectOption("0");
    await returns();
    await page.locator('[data-plot="nhsic-heat-map-corrected"] .mark-rect path').first().hover();
    await changes();
    await page.mouse.move(2, 2);
    await returns();
    expect(problems).toEqual([]);
    await page.close();
  });

  it("switches between light and dark by its button, and has no serious axe findings in either", async () => {
    const { page } = await open(sampleRun({ epochs: 2, blocks: ["a", "b"] }));
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
    const background = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const serious = async () => {
      const found = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
        "axe.run().then(({ violations }) => violations)",
      );
      return found
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => [id, nodes[0]?.html]);
    };
    expect(await background()).toBe("rgb(255, 255, 255)");
    expect(await serious()).toEqual([]);
    await page.locator("[data-color-scheme]").click();
    expect(await background()).toBe("rgb(20, 23, 27)");
    await page.waitForSelector('[data-plot="loss-over-epochs"][data-drawn=dark]');
    expect(await serious()).toEqual([]);
    await page.close();
  });

  it("can be navigated by keyboard: every control, once, in order, each with a visible focus", async () => {
    const { page } = await open(sampleRun({ epochs: 2 }));
    const seen: string[] = [];
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate<string>(`(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return "";
        const name = e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent;
        return (e.name ?? "") + "|" + name.trim() + "|" + getComputedStyle(e).outlineStyle;
      })()`);
      if (at === "") break;
      seen.push(at);
    }
    for (const wanted of ["scale|corrected for chance", "epoch|Epoch", "focus|Block", "|Play the epochs"]) {
      expect(
        seen.filter((at) => at.startsWith(wanted)),
        wanted,
      ).toHaveLength(1);
    }
    expect(seen.some((at) => at.includes("Save Accuracy over epochs as PNG"))).toBe(true);
    expect(seen.filter((at) => at.endsWith("|none"))).toEqual([]);
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

  it("saves the data of a figure and a table in every format", async () => {
    const { page } = await open(sampleRun({ epochs: 2 }));
    const saved = async (selector: string) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator(selector).click()]);
      return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")] as const;
    };
    const [name, data] = await saved('button[data-figure="null-share"][data-save=csv]');
    expect(name).toBe("null-share.csv");
    expect(data.split("\n")[0]).toBe("quantity,arm,depth,seeds,raw,chance,share");
    expect(data.trimEnd().split("\n")).toHaveLength(1 + 2 * 3 * 6);
    expect((await saved("button[data-table=final][data-save=tex]"))[1]).toContain("\\toprule");
    expect((await saved("button[data-table=final][data-save=md]"))[1]).toContain("| e2e |");
    // A long table is collapsed.
    await page.locator("details:has(#table-nhsic) > summary").click();
    expect((await saved("button[data-table=nhsic][data-save=csv]"))[0]).toBe("nhsic.csv");
    await page.close();
  });

  it("grows with a running run, keeps selections, and recovers after the server was away", async () => {
    const whole = sampleRun({ epochs: 6 });
    let until = 2;
    const read = () => Promise.resolve({ ...whole, records: whole.records.filter((record) => record.epoch <= until) });
    let live = await serveRun(read, 0);
    const { port } = new URL(live.url);
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(live.url);
    await page.waitForSelector("html[data-ready=true]");
    await page.locator("select[name=focus]").selectOption("2");
    expect(await page.locator("[data-epoch-shown]").textContent()).toBe("2");
    until = 4;
    live.update();
    await expect.poll(() => page.locator("[data-epoch-shown]").textContent(), { timeout: 10_000 }).toBe("4");
    await live.close();
    await expect.poll(() => page.locator("[data-live-state]").textContent()).toBe("the run is over");
    expect(await page.locator("select[name=focus]").inputValue()).toBe("2");

    live = await serveRun(read, Number(port));
    await page.goto(live.url);
    await page.waitForSelector("html[data-ready=true]");
    await expect.poll(() => page.locator("[data-live-state]").textContent()).toBe("live");
    expect(problems).toEqual([]);
    await page.close();
    await live.close();
  });

  it("has one connection to a live run, whatever is selected, and reconnects after a break", async () => {
    const live = await serveRun(() => Promise.resolve(sampleRun({ epochs: 3 })), 0);
    const between = await breakable(Number(new URL(live.url).port));
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    let asked = 0;
    page.on("request", (request) => (asked += request.url().endsWith("/events") ? 1 : 0));
    await page.goto(between.url);
    await page.waitForSelector("html[data-ready=true]");
    const state = () => page.locator("[data-live-state]").textContent();
    await expect.poll(state).toBe("live");
    for (const block of ["2", "1", "0"]) await page.locator("select[name=focus]").selectOption(block);
    await page.locator("input[name=epoch]").focus();
    await page.keyboard.press("Home");
    expect(asked).toBe(1);
    between.cut();
    await expect.poll(state, { interval: 10 }).toBe("waiting for the run");
    await expect.poll(state, { timeout: 10_000 }).toBe("live");
    await page.close();
    await between.close();
    await live.close();
  });

  it("shows hostile names as text, runs none of them, and lets no figure make requests", async () => {
    const { page, problems, requests } = await open(hostileRun());
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("h1").textContent()).toBe(hostile);
    expect(await page.locator("pre").textContent()).toBe(hostile);
    expect(await page.locator(".claims .claim").textContent()).toBe(hostile);
    expect((await shown(page)).map((plot) => plot.name)).toContain("own");
    expect(requests.filter((url) => url.includes("example.org"))).toEqual([]);
    expect(problems.every((text) => text.includes("example.org") || text.includes("Load"))).toBe(true);
    // In a task of the page itself: code evaluated by the test's own call is exempt from the policy.
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
