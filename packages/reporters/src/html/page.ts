import { counted, isExported, type RunView } from "@infoplane/contracts";
import { createHash } from "node:crypto";
import { drawGroups, type DrawnGroup } from "../figures/draw-figures.ts";
import { Markup, markup } from "./markup.ts";
import { pageModel, type PageModel } from "./page-model.ts";
import { rounded } from "../vega-lite/spec-text.ts";

/** What the page is made of besides the run. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The figures, with those from outside tried; by default, as they are usually drawn. */
  readonly groups?: readonly DrawnGroup[];
  /** Served during the run: the page asks its server for news. */
  readonly live?: boolean;
}

/** The whole report as one HTML document that needs nothing else. */
export function page(run: RunView, { script, style, groups = drawGroups(run), live = false }: PageParts): string {
  const { experiment } = run;
  const title = experiment.title ?? experiment.name;
  const model = pageModel(run, groups);
  const policy = contentSecurity(script, style, live);
  return markup`<!doctype html>
<html lang="en"${live ? markup` data-live-page` : undefined}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - Infoplane</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#answer">To the answer</a>
<header>
<p class="name">${experiment.name}${experiment.profile ? ` · profile ${experiment.profile}` : ""} · <span data-live="summary">${summary(run)}</span>${live ? markup` · <span class="live" role="status" data-live-state>live</span>` : undefined}</p>
<h1>${title}</h1>
${model.notices}
<nav aria-label="Contents"><ul>${contents(model).map(([id, text]) => markup`<li><a href="#${id}">${text}</a></li>`)}</ul>
<button type="button" data-color-scheme>Light / dark</button></nav>
</header>
<main>
<noscript><p class="problem">The figures are drawn by a script that is part of this page. Scripts are off; the tables below are complete.</p></noscript>
<section id="answer"><h2>Answer</h2>${model.answer}</section>
<div class="explore">${model.toolbar}${model.explore.map(section)}</div>
${model.details.map(section)}
</main>
<footer>Made by Infoplane ${run.manifest.infoplane}. Figures are drawn in this page by Vega, Vega-Lite and vega-embed (University of Washington Interactive Data Lab, BSD-3-Clause).</footer>
${jsonScript("embedded-figures", model.figures)}
${jsonScript("embedded-tables", model.tables)}
<script>${new Markup(script)}</script>
</body>
</html>
`.html;
}

function section({ id, title, body }: PageModel["details"][number]): Markup {
  return markup`<section id="${id}"><h2>${title}</h2>${body}</section>`;
}

function contents({ explore, details }: PageModel): [string, string][] {
  return [["answer", "Answer"], ...[...explore, ...details].map(({ id, title }): [string, string] => [id, title])];
}

function summary({ experiment, manifest, cells }: RunView): string {
  const { arms, seeds } = experiment;
  const done = cells.filter(({ status }) => status.state === "done").length;
  const size = `${counted(arms.length, "arm")} × ${counted(seeds.length, "seed")}`;
  const on = isExported(experiment)
    ? `, activations of ${counted(manifest.dataset.train, "sample")}`
    : ` on ${manifest.dataset.name}`;
  return `${size}${on}${done === cells.length ? "" : `, ${done} of ${cells.length} finished`}`;
}

/**
 * Content-Security-Policy that allows this very script and style and nothing else: no request can leave the page. A
 * live page may contact its own server.
 */
function contentSecurity(script: string, style: string, live = false): string {
  return [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "img-src data: blob:",
    ...(live ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}

/** Data for the page's script. `<` is escaped, so that no text can end the element. */
function jsonScript(id: string, value: unknown): Markup {
  const json = JSON.stringify(value, rounded).replace(/</g, "\\u003c");
  return new Markup(`<script type="application/json" id="${id}">${json}</script>`);
}
