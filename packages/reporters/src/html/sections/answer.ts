import type { RunView } from "@infoplane/contracts";
import type { DrawnGroup } from "../../figures/draw-figures.ts";
import { blocksTable } from "../../table/blocks-table.ts";
import { differencesTable } from "../../table/differences-table.ts";
import { finalTable } from "../../table/final-table.ts";
import { markup, type Markup } from "../markup.ts";
import { answerText } from "./answer-text.ts";
import { claims } from "./claims.ts";
import { figureFrames } from "./figure-frames.ts";
import { tableBlock } from "./table-block.ts";

/** What a reader came for: who is ahead and by how much, whether the claims hold, and the numbers. */
export function answer(run: RunView, accuracy: DrawnGroup | undefined): Markup {
  const tables = [finalTable(run), differencesTable(run), blocksTable(run)].flatMap((table) => table ?? []);
  return markup`<p class="lead" data-live="lead">${answerText(run)}</p>
${accuracy && markup`<div class="figures">${figureFrames(accuracy.figures)}</div>`}
${claims(run)}
${tables.map(tableBlock)}`;
}
