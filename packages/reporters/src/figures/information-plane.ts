import type { Figure, RunView, VegaLiteSpec } from "@infoplane/contracts";
import { absentArms } from "../select/absent-arms.ts";
import { blockNames } from "../select/blocks.ts";
import { dependence } from "../select/dependence.ts";
import { meanOver } from "../select/mean-over.ts";
import { hasSpread } from "../select/has-spread.ts";
import { planePanel } from "./information-plane-panel.ts";
import { planeRows, type PlaneScale } from "./information-plane-rows.ts";
import { niceDomain } from "./nice-domain.ts";
import { panelSize } from "./panel-size.ts";

const axisTitles = {
  raw: (pair: string) => `${pair}, raw`,
  corrected: (pair: string) => `${pair}, corrected`,
} as const;

const meaning = {
  raw: "Raw values include what unrelated variables would show by chance at this sample size.",
  corrected: "Corrected: 0 is what unrelated variables show by chance, 1 is the largest possible value.",
} as const;

/** The information plane of Shwartz-Ziv & Tishby (2017) with nHSIC on both axes, one panel per arm, same axes. */
export function informationPlane(scale: PlaneScale): Figure {
  return {
    name: `information-plane-${scale}`,
    title: `Information plane (${scale} nHSIC)`,
    caption: (run) => caption(run, scale),
    spec: (run) => spec(run, scale),
  };
}

function caption(run: RunView, scale: PlaneScale): string {
  const points = planeRows(run, scale);
  const samples = dependence(run, "X")?.samples;
  const cross = hasSpread(run) ? " Thin crosses span the lowest and highest seed at the last epoch." : "";
  return (
    `Dependence of each block's output Z on the input X (across) and on the label Y (up), over training: ` +
    `one path per block from the untrained network (ring) to the last epoch (disc with the block's number, 1 is nearest the input), ` +
    `coloured by epoch; ${meanOver(points)}${samples ? `, ${samples} probe samples` : ""}.${cross} ${meaning[scale]}${blockNames(run)}${absentArms(run, points)}`
  );
}

function spec(run: RunView, scale: PlaneScale): VegaLiteSpec | undefined {
  const rows = planeRows(run, scale);
  if (rows.length === 0) return undefined;
  const arms = [...new Set(rows.map((row) => row.arm))];
  const { width, columns } = panelSize(arms.length);
  const frame = {
    size: width,
    xDomain: niceDomain(rows.flatMap((row) => [row.x_low, row.x_high])),
    yDomain: niceDomain(rows.flatMap((row) => [row.y_low, row.y_high])),
    xTitle: axisTitles[scale]("nHSIC(X; Z)"),
    yTitle: axisTitles[scale]("nHSIC(Y; Z)"),
    lastEpoch: Math.max(...rows.map((row) => row.epoch)),
  };
  return {
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
