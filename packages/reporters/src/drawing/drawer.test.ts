import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { VegaLiteSpec } from "@infoplane/contracts";
import { needs } from "@infoplane/contracts/test";
import { expect, it, vi } from "vitest";
import { findFont } from "../vega-lite/find-font.ts";
import { Drawer } from "./drawer.ts";
import type { Drawing, DrawingJob } from "./drawing-job.ts";
import type { DrawingLimits } from "./limits.ts";
import { endless } from "./test/endless.ts";

/** Seconds: long enough that such a process does not end during a later test, which counts ended ones. */
const idle = 600;
const values = [1, 2, 3].map((a) => ({ a }));
const good: VegaLiteSpec = { data: { values }, mark: "point", encoding: { x: { field: "a", type: "quantitative" } } };
const sequence = (stop: number): VegaLiteSpec => ({ ...good, data: { sequence: { start: 0, stop, as: "a" } } });

const job = (spec: VegaLiteSpec, limits: Partial<DrawingLimits> = {}): DrawingJob => ({
  figure: { name: "own", title: "Own", caption: "", spec },
  size: "page",
  theme: "light",
  font: findFont(),
  made: new Date(0),
  isTrial: false,
  limits: { time: 60, ...limits },
});

const problemOf = (drawing: Drawing): string => ("problem" in drawing ? drawing.problem : "");
const filesOf = (drawing: Drawing): Record<string, string> =>
  "files" in drawing
    ? Object.fromEntries(drawing.files.map(({ path, content }) => [path, Buffer.from(content).toString("base64")]))
    : {};

it("draws figures one after the other, and continues after each fault with the same bytes", async () => {
  const drawer = new Drawer({ memory: 150, idle });
  const [first, slow, large, wide, marked, linked, again] = await Promise.all([
    drawer.draw(job(good)),
    drawer.draw(job(endless, { time: 3 })),
    drawer.draw(job(sequence(2e7))),
    drawer.draw(job({ ...good, config: { view: { continuousWidth: 5000 } } }, { pixels: 1000 })),
    drawer.draw(job(sequence(2000), { marks: 1000 })),
    drawer.draw(job({ ...good, mark: "image", encoding: { url: { value: "data:image/png;base64,AA" } } })),
    drawer.draw(job(good)),
  ]);
  expect(Object.keys(filesOf(first))).toEqual(
    ["vl.json", "svg", ...(findFont() ? ["png", "pdf"] : [])].map((ending) => `figures/own.${ending}`),
  );
  expect(problemOf(slow)).toBe("drawing it took longer than 3 s, and was stopped");
  expect(problemOf(large)).toBe("drawing it took more than 150 MB of memory");
  expect(problemOf(wide)).toBe("a side of the picture has more than 1,000 pixels");
  expect(problemOf(marked)).toContain("the picture has more than 1,000 marks");
  expect(problemOf(linked)).toContain("links or pictures");
  expect(filesOf(again)).toEqual(filesOf(first));
});

it("reports what is wrong with a figure that Vega would draw without its data", async () => {
  const drawing = await new Drawer({ idle }).draw(job(sequence(1e15)));
  expect(problemOf(drawing)).toBe("Invalid array length");
});

it.each([
  ["does not exist", "/no/such/node", "ENOENT"],
  ["exits at once", "/bin/false", "the process that drew it ended (exit code 1)"],
])("reports that no process can be started, for its program %s", async (_, execPath, reason) => {
  const drawer = new Drawer({ execPath, idle });
  drawer.warm();
  for (const drawing of [await drawer.draw(job(good)), await drawer.draw(job(good))])
    expect(problemOf(drawing)).toMatch(/^the process that draws figures could not be started: /);
  expect(problemOf(await drawer.draw(job(good)))).toContain(reason);
});

it("ends its process when idle, and starts it again", async () => {
  const kill = vi.spyOn(ChildProcess.prototype, "kill");
  const drawer = new Drawer({ idle: 0.05 });
  const first = await drawer.draw(job(good));
  await expect
    .poll(() => kill.mock.contexts.map((child) => child instanceof ChildProcess && child.signalCode), {
      timeout: 60_000,
    })
    .toEqual(["SIGKILL"]);
  kill.mockRestore();
  expect(filesOf(await drawer.draw(job(good)))).toEqual(filesOf(first));
});

it.each(["drawing", "waiting"])(
  "leaves no process behind that is %s when this one is killed",
  needs("Linux", process.platform === "linux"),
  async (how) => {
    const script = fileURLToPath(new URL("./test/drawing-parent.ts", import.meta.url));
    const parent = spawn(process.execPath, ["--import", "tsx", script, how], { stdio: ["ignore", "pipe", "inherit"] });
    await once(parent.stdout, "data");
    const pid = parent.pid ?? 0;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    const drawing = children.filter((child) =>
      readFileSync(`/proc/${child}/cmdline`, "utf8").includes("drawing-process"),
    );
    expect(drawing).toHaveLength(1);
    const state = () => readFileSync(`/proc/${drawing[0] ?? ""}/stat`, "utf8").split(") ")[1]?.[0];
    await expect.poll(state, { timeout: 60_000 }).toBe(how === "drawing" ? "R" : "S");
    parent.kill("SIGKILL");
    await expect.poll(() => drawing.some((child) => existsSync(`/proc/${child}`)), { timeout: 20_000 }).toBe(false);
  },
);
