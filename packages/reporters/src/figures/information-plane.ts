import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { pathText } from "../select/epoch-text.ts";
import { absentArms } from "../select/absent-arms.ts";
import { blockNames } from "../select/blocks.ts";
import { hasSpread } from "../select/has-spread.ts";
import { meanOver } from "../select/mean-over.ts";
import { thinned } from "../select/thin-epochs.ts";
import { planePanel } from "./information-plane-panel.ts";
import { planeRows } from "./information-plane-rows.ts";
import { nhsicRecords, probeSamples, scaleMeaning, type NhsicScale } from "./nhsic-rows.ts";
import { drawnArms } from "./parts/arm-colour.ts";
import { niceDomain } from "./parts/nice-domain.ts";
import { epochParam, focusParam } from "./parts/params.ts";

/** The information plane of Shwartz-Ziv & Tishby (2017) with nHSIC on both axes, one panel per arm, same axes. */
export function informationPlane(scale: NhsicScale): Figure {
  return {
    name: `information-plane-${scale}`,
    title: `Information plane (${scale} nHSIC)`,
    caption: (run) => caption(run, scale),
    spec: (run) => spec(run, scale),
  };
}

function caption(run: RunView, scale: NhsicScale): string {
  const points = planeRows(run, scale);
  const cross = hasSpread(run) ? " Thin crosses span the lowest and highest seed." : "";
  return (
    `Dependence of each block's output Z on the input X and on the label Y ` +
    `${pathText(run, points, "the block's number; 1 is nearest the input")}; ` +
    `${meanOver(run, points)}${probeSamples(run)}.${cross} ${scaleMeaning[scale]}` +
    `${blockNames(run)}${thinned(nhsicRecords(run))}${absentArms(run, points)}`
  );
}

function spec(run: RunView, scale: NhsicScale): VegaLiteSpec | undefined {
  const rows = planeRows(run, scale);
  if (rows.length === 0) return undefined;
  const arms = drawnArms(run, rows);
  const { width, columns } = panelSize(arms.length);
  const frame = {
    size: width,
    xDomain: niceDomain(
      rows.flatMap((row) => [row.x_low, row.x_high]),
      { zero: scale === "corrected" },
    ),
    yDomain: niceDomain(
      rows.flatMap((row) => [row.y_low, row.y_high]),
      { zero: scale === "corrected" },
    ),
    xTitle: `nHSIC(X; Z), ${scale}`,
    yTitle: `nHSIC(Y; Z), ${scale}`,
    lastEpoch: Math.max(...rows.map((row) => row.epoch)),
  };
  return {
    params: [epochParam(frame.lastEpoch), focusParam],
    data: { values: rows },
    columns,
    concat: arms.map((arm) =>
      planePanel(
        arm,
        rows.filter((row) => row.arm === arm),
        frame,
      ),
    ),
  };
}

/** Width of a square panel and panels per row, so that a figure stays near 900 px, the width of a page. */
function panelSize(arms: number): { readonly width: number; readonly columns: number } {
  if (arms <= 1) return { width: 340, columns: 1 };
  if (arms === 2) return { width: 290, columns: 2 };
  if (arms === 3 || arms === 5 || arms === 6) return { width: 220, columns: 3 };
  return { width: 165, columns: 4 };
}
