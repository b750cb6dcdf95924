import { readFile } from "node:fs/promises";
import type { ReportFile, RunView } from "@infoplane/contracts";
import { pageScript } from "./page-script.ts";
import type { FigureOptions } from "../figures/parts/figure-options.ts";
import { page } from "./page.ts";

/** The report as one page that opens from disk, offline. */
export async function* renderPage(run: RunView, options: FigureOptions): AsyncGenerator<ReportFile> {
  yield { path: "index.html", content: page(run, { ...(await pageParts()), options }) };
}

/** The page's own script and style. */
export async function pageParts(): Promise<{ readonly script: string; readonly style: string }> {
  const [script, style] = await Promise.all([pageScript(), readFile(new URL("page.css", import.meta.url), "utf8")]);
  return { script, style };
}
