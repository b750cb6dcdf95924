import { isExported, type RunView } from "@infoplane/contracts";
import { tokenise, type TokenKind } from "@infoplane/dsl";
import type { DrawnFigure, DrawnGroup } from "../figures/draw-figures.ts";
import { collectTables } from "../table/collect-tables.ts";
import { csv } from "../export/csv.ts";
import type { Table } from "../table/table.ts";
import { toLatex } from "../table/to-latex.ts";
import { toMarkdown } from "../table/to-markdown.ts";
import { markup, type Markup } from "./markup.ts";
import { armDifferences } from "./sections/arm-differences.ts";
import { exportedArms } from "./sections/exported-arms.ts";
import { figureFrames } from "./sections/figure-frames.ts";
import { fileLinks } from "./sections/file-links.ts";
import { runFacts } from "./sections/run-facts.ts";
import { tableBlock } from "./sections/table-block.ts";
import { toolbar } from "./sections/toolbar.ts";
import type { PageFigure, PageTable } from "./page/page-data.ts";
import { blocksTable } from "../table/blocks-table.ts";
import { differencesTable } from "../table/differences-table.ts";
import { finalTable } from "../table/final-table.ts";
import { answerText } from "./sections/answer-text.ts";
import { claims } from "./sections/claims.ts";
import { warnings } from "../select/warnings.ts";

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

/** The content of the page: what is shown, and the data of its script. */
export interface PageModel {
  readonly notices: Markup;
  readonly answer: Markup;
  /** Acts on the figures of `explore`. */
  readonly toolbar: Markup | undefined;
  readonly explore: readonly Section[];
  readonly details: readonly Section[];
  readonly figures: readonly PageFigure[];
  readonly tables: readonly PageTable[];
}

export function pageModel(run: RunView, groups: readonly DrawnGroup[]): PageModel {
  const figures = groups.flatMap((group) => group.figures);
  const tables = collectTables(run);
  const nhsic = tables.find(({ name }) => name === "nhsic");
  const files = fileLinks(run, figures);
  const written = isExported(run.experiment) ? "The command" : "The experiment as written";
  return {
    notices: notices(run),
    answer: answer(
      run,
      groups.find(({ id }) => id === "accuracy"),
    ),
    toolbar: toolbar(figures),
    explore: explored
      .flatMap((id) => groups.filter((group) => group.id === id))
      .map(({ id, title, figures: own }) => ({
        id,
        title,
        body: markup`<div class="figures">${figureFrames(own)}</div>${id === "trust" && nhsic ? folded(nhsic) : undefined}`,
      })),
    details: [
      isExported(run.experiment)
        ? { id: "arms", title: "What is known of the arms", body: exportedArms(run) }
        : { id: "arms", title: "What differs between the arms", body: armDifferences(run) },
      {
        id: "experiment",
        title: written,
        body: markup`<pre tabindex="0" aria-label="${written}"><code>${colourExperiment(run.source)}</code></pre>`,
      },
      { id: "run", title: "Environment", body: runFacts(run) },
      ...(files ? [{ id: "files", title: "Files", body: files }] : []),
    ],
    figures: figures.flatMap(pageFigure),
    tables: tables.map((table) => ({
      name: table.name,
      csv: csv(table.values, { leftOut: run.leftOut }),
      md: toMarkdown(table),
      tex: toLatex(table),
    })),
  };
}

/** The page shows the title above the figure, and usermeta could change how vega-embed embeds. */
function pageFigure({ name, title, spec }: DrawnFigure): PageFigure[] {
  if (!spec) return [];
  const rest = Object.fromEntries(Object.entries(spec).filter(([key]) => key !== "title" && key !== "usermeta"));
  return [{ name, title, spec: rest }];
}

/** The groups of figures below the answer, in reading order. */
const explored = ["blocks", "more", "training", "trust"];

/** A long table opens on demand. */
function folded(table: Table): Markup {
  if (table.rows.length <= 24) return tableBlock(table);
  return markup`<details><summary>${table.title}: a table of ${table.rows.length} rows</summary>${tableBlock(table)}</details>`;
}

/** What a reader came for: which arm leads and by how much, whether the claims hold, and the numbers. */
function answer(run: RunView, accuracy: DrawnGroup | undefined): Markup {
  const tables = [finalTable(run), differencesTable(run), blocksTable(run)].flatMap((table) => table ?? []);
  return markup`<p class="lead" data-live="lead">${answerText(run)}</p>
${accuracy && markup`<div class="figures">${figureFrames(accuracy.figures)}</div>`}
${claims(run)}
${tables.map(tableBlock)}`;
}

/** What a reader must know before trusting the numbers; empty if there is nothing. */
function notices(run: RunView): Markup {
  const list = warnings(run);
  const box =
    list.length > 0
      ? markup`<div class="warnings" role="note" aria-label="Warnings"><ul>${list.map((text) => markup`<li>${text}</li>`)}</ul></div>`
      : undefined;
  return markup`<div data-live="notices">${box}</div>`;
}

const coloured: readonly TokenKind[] = ["keyword", "number", "string", "comment"];

/** The experiment's text with its words marked for colours. Never fails: unrecognised text stays plain. */
export function colourExperiment(text: string): Markup {
  const parts: (Markup | string)[] = [];
  let end = 0;
  for (const token of tokenise(text)) {
    if (!coloured.includes(token.kind)) continue;
    parts.push(text.slice(end, token.start));
    parts.push(markup`<span class="t-${token.kind}">${text.slice(token.start, token.end)}</span>`);
    end = token.end;
  }
  return markup`${parts}${text.slice(end)}`;
}
