import { readFile } from "node:fs/promises";
import type { ReportFile, RunView } from "@infoplane/contracts";
import { pageScript } from "./page-script.ts";
import { page } from "./page.ts";

/** The report as one page that opens from disk, offline. */
export async function* renderPage(run: RunView): AsyncGenerator<ReportFile> {
  const [script, style] = await Promise.all([pageScript(), readFile(new URL("page.css", import.meta.url), "utf8")]);
  yield { path: "index.html", content: page(run, { script, style }) };
}
