import type { RunView } from "@infoplane/contracts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { formatShare } from "../../format/format-share.ts";
import { finalRows } from "../../table/final-rows.ts";
import { markup, type Markup } from "../markup.ts";

const nothing = "not finished";

/** The table that a reader came for: what each arm ended with. */
export function answer(run: RunView): Markup {
  const rows = finalRows(run).map(
    (row) => markup`<tr><th scope="row">${row.arm}</th>
<td>${row.testAccuracy ? formatShare(row.testAccuracy) : nothing}</td>
<td>${row.trainAccuracy ? formatShare(row.trainAccuracy) : nothing}</td>
<td>${row.testLoss ? formatNumber(row.testLoss) : nothing}</td>
<td>${row.seconds ? formatDuration(row.seconds.mean) : nothing}</td></tr>`,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Final values by arm"><table>
<thead><tr><th scope="col">Arm</th><th scope="col">Test accuracy</th><th scope="col">Train accuracy</th><th scope="col">Test loss</th><th scope="col">Time per seed</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p class="note">After the last epoch: mean ± standard deviation over n seeds. Cells that did not finish are not counted.</p>`;
}
