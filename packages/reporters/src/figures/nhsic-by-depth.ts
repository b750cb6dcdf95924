import type { Figure, VegaLiteSpec } from "@infoplane/contracts";
import { profileText } from "../select/epoch-text.ts";
import { absentArms } from "../select/absent-arms.ts";
import { blockNames } from "../select/blocks.ts";
import { hasSpread } from "../select/has-spread.ts";
import { meanOver } from "../select/mean-over.ts";
import { bandInstead, bandText } from "../stats/spread.ts";
import { nhsicRows, probeSamples, scaleMeaning, type NhsicScale } from "./nhsic-rows.ts";
import { depthProfile } from "./parts/depth-profile.ts";
import type { FigureOptions } from "./parts/figure-options.ts";

/** nHSIC over depth, a line per arm: at the last epoch, or at the one chosen with the page's slider. */
export function nhsicByDepth(scale: NhsicScale, options: FigureOptions): Figure {
  return {
    name: `nhsic-by-depth-${scale}`,
    title: `nHSIC over depth (${scale})`,
    caption(run) {
      const points = nhsicRows(run, scale, options);
      const band = hasSpread(run) ? ` ${bandText(bandInstead(options.spread))}` : "";
      return (
        `Dependence of each block's output Z on the input X (left) and on the label Y (right), block 1 nearest the input: ` +
        `${profileText(run, points)}; ${meanOver(run, points)}${probeSamples(run)}.${band} ${scaleMeaning[scale]}` +
        `${blockNames(run)}${absentArms(run, points)}`
      );
    },
    spec: (run): VegaLiteSpec | undefined => {
      return depthProfile(
        run,
        nhsicRows(run, scale, { spread: bandInstead(options.spread) }),
        (quantity) => `${quantity}, ${scale}`,
        {
          zero: scale === "corrected",
        },
      );
    },
  };
}
