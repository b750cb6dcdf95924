import type { RunView } from "@infoplane/contracts";
import { drawFigures } from "../figures/draw-figures.ts";
import { warnings } from "../select/warnings.ts";
import { contentSecurity } from "./content-security.ts";
import { jsonScript } from "./json-script.ts";
import { Markup, markup } from "./markup.ts";
import { answer } from "./sections/answer.ts";
import { armDifferences } from "./sections/arm-differences.ts";
import { figureFrames } from "./sections/figure-frames.ts";
import { fileLinks } from "./sections/file-links.ts";
import { runFacts } from "./sections/run-facts.ts";

/** What the page is made of besides the run. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

/** The whole report as one HTML document that needs nothing else. */
export function page(run: RunView, { script, style }: PageParts): string {
  const { experiment } = run;
  const title = experiment.title ?? experiment.name;
  const figures = drawFigures(run);
  const files = fileLinks(run, figures);
  const sections: Section[] = [
    { id: "answer", title: "Final values", body: answer(run) },
    { id: "figures", title: "Figures", body: markup`${figureFrames(figures)}` },
    { id: "arms", title: "What differs between the arms", body: armDifferences(run) },
    ...(experiment.claims.length > 0
      ? [
          {
            id: "claims",
            title: "Claims declared",
            body: markup`<ul>${experiment.claims.map(({ text }) => markup`<li>${text}</li>`)}</ul>`,
          },
        ]
      : []),
    { id: "experiment", title: "The experiment as written", body: markup`<pre tabindex="0">${run.source}</pre>` },
    { id: "run", title: "What ran where", body: runFacts(run) },
    ...(files ? [{ id: "files", title: "Files", body: files }] : []),
  ];
  const embedded = figures.flatMap(({ name, title: figureTitle, spec }) => {
    if (!spec) return [];
    // The page has the title above the figure, and usermeta could change how vega-embed embeds.
    const rest = Object.fromEntries(Object.entries(spec).filter(([key]) => key !== "title" && key !== "usermeta"));
    return [{ name, title: figureTitle, spec: rest }];
  });
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurity(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - Infoplane</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<p class="name">${experiment.name}${experiment.profile ? ` · profile ${experiment.profile}` : ""}</p>
<h1>${title}</h1>
${notices(run)}
<nav aria-label="Contents"><ul>${sections.map(({ id, title: text }) => markup`<li><a href="#${id}">${text}</a></li>`)}</ul></nav>
</header>
<main>
<noscript><p class="problem">The figures are drawn by a script that is part of this page. Scripts are off; the tables below are complete.</p></noscript>
${sections.map(({ id, title: text, body }) => markup`<section id="${id}"><h2>${text}</h2>${body}</section>`)}
</main>
<footer>Made by Infoplane ${run.manifest.infoplane}. Figures are drawn in this page by Vega, Vega-Lite and vega-embed (University of Washington Interactive Data Lab, BSD-3-Clause).</footer>
${jsonScript("embedded-figures", embedded)}
<script>${new Markup(script)}</script>
</body>
</html>
`.html;
}

function notices(run: RunView): Markup | undefined {
  const list = warnings(run);
  if (list.length === 0) return undefined;
  return markup`<div class="warnings" role="note" aria-label="Warnings"><ul>${list.map((text) => markup`<li>${text}</li>`)}</ul></div>`;
}
