import { readFile } from "node:fs/promises";
import type { ReportFile, RunView } from "@infoplane/contracts";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { FigureOptions } from "../figures/parts/figure-options.ts";
import { drawer } from "../drawing/drawer.ts";
import { triedGroups } from "../figures/tried-groups.ts";
import { figureLeftOut } from "../messages.ts";
import { page } from "./page.ts";

/** The report as one page that opens from disk, offline. */
export async function* renderPage(run: RunView, options: FigureOptions): AsyncGenerator<ReportFile> {
  if (run.experiment.reports.some(({ name }) => name === "vega-lite")) drawer.warm();
  const [parts, groups] = await Promise.all([pageParts(), triedGroups(run, options)]);
  const leftOut = groups
    .flatMap(({ figures }) => figures)
    .flatMap(({ title, problem }) => (problem === undefined ? [] : [figureLeftOut(title, problem)]));
  yield { path: "index.html", content: page(run, { ...parts, groups }), leftOut };
}

/** The page's own script and style. */
export async function pageParts(): Promise<{ readonly script: string; readonly style: string }> {
  const [script, style] = await Promise.all([pageScript(), readFile(new URL("page.css", import.meta.url), "utf8")]);
  return { script, style };
}

let bundled: Promise<string> | undefined;

/** The page's script, bundled with Vega, Vega-Lite and vega-embed, minified. Built once per process. */
function pageScript(): Promise<string> {
  return (bundled ??= bundle());
}

async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL("page/main.ts", import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "ascii",
    legalComments: "eof",
    logLevel: "silent",
  });
  return result.outputFiles.map((file) => file.text).join("");
}
