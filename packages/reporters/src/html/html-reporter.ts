import { readFile } from "node:fs/promises";
import { definePlugin, type ReportFile, type RunView } from "@infoplane/contracts";
import { z } from "zod";
import { pageScript } from "./page-script.ts";
import { page } from "./page.ts";

/** The report as one page that opens from disk, offline. */
export const html = definePlugin({
  kind: "reporter",
  name: "html",
  summary: "one self-contained page with tables, figures and all that is needed to judge them",
  options: z.strictObject({}),
  create: () => ({ render }),
});

async function* render(run: RunView): AsyncGenerator<ReportFile> {
  const [script, style] = await Promise.all([pageScript(), readFile(new URL("page.css", import.meta.url), "utf8")]);
  yield { path: "index.html", content: page(run, { script, style }) };
}
