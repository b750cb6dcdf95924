import type { Figure, RunView } from "@infoplane/contracts";
import { costAndAccuracy } from "./cost-and-accuracy.ts";
import { finalAccuracy } from "./final-accuracy.ts";
import { informationPlane } from "./information-plane.ts";
import { lateSlopes } from "./late-slopes.ts";
import { learningCurve } from "./learning-curve.ts";
import { accuracyCurve, lossCurve } from "./learning-curves.ts";
import { localLosses } from "./local-losses.ts";
import { measuresByDepth } from "./measures-by-depth.ts";
import { measuresOverEpochs } from "./measures-over-epochs.ts";
import { nhsicByDepth } from "./nhsic-by-depth.ts";
import { nhsicHeatMap } from "./nhsic-heat-map.ts";
import { nhsicOverEpochs } from "./nhsic-over-epochs.ts";
import { nhsicScales } from "./nhsic-rows.ts";
import { nullShare } from "./null-share.ts";
import { roleDifferentiation } from "./role-differentiation.ts";
import { sensitivity } from "./sensitivity.ts";
import { defaultFigureOptions, type FigureOptions } from "./parts/figure-options.ts";

/** Figures that answer one question, under one heading of the page. */
export interface FigureGroup {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** All figures of a run: the built-in ones, whose names take precedence, those of its metrics, and of `use` modules. */
export function figureGroups(run: RunView, options: FigureOptions = defaultFigureOptions): FigureGroup[] {
  return [
    { id: "accuracy", title: "Accuracy", figures: [finalAccuracy] },
    {
      id: "blocks",
      title: "Inside the network",
      figures: [
        ...nhsicScales.map((scale) => informationPlane(scale)),
        ...nhsicScales.map((scale) => nhsicByDepth(scale, options)),
        ...nhsicScales.map((scale) => nhsicHeatMap(scale)),
        ...nhsicScales.map((scale) => nhsicOverEpochs(scale, options)),
        ...nhsicScales.map((scale) => roleDifferentiation(scale)),
        ...nhsicScales.map((scale) => lateSlopes(scale)),
      ],
    },
    {
      id: "training",
      title: "Training",
      figures: [learningCurve(accuracyCurve, options), learningCurve(lossCurve, options), localLosses, costAndAccuracy],
    },
    {
      id: "trust",
      title: "How far to trust it",
      figures: [nullShare, ...nhsicScales.map((scale) => sensitivity(scale))],
    },
    {
      id: "more",
      title: "Other measures",
      figures: [measuresByDepth(options), measuresOverEpochs(options), ...run.figures],
    },
  ];
}
