import type { Figure, RunView } from "@infoplane/contracts";
import { profileText } from "../select/epoch-text.ts";
import { blockNames } from "../select/blocks.ts";
import { hasSpread } from "../select/has-spread.ts";
import { meanOver } from "../select/mean-over.ts";
import { otherMeasures } from "../select/other-measures.ts";
import { bandInstead, bandText } from "../stats/spread.ts";
import { absentFrom, otherRows, type OtherRows } from "./other-rows.ts";
import { depthProfile } from "./parts/depth-profile.ts";
import type { FigureOptions } from "./parts/figure-options.ts";

/** Every block measure that has no figure of its own: one panel each over depth, a line per arm. */
export function measuresByDepth({ spread }: FigureOptions): Figure {
  const band = bandInstead(spread);
  const rowsOf = (run: RunView): OtherRows => otherRows(otherMeasures(run).byBlock, band);
  return {
    name: "measures-by-depth",
    title: "Measures over depth",
    caption(run) {
      const { rows, omitted } = rowsOf(run);
      return (
        `Each measure of each block, block 1 nearest the input: ${profileText(run, rows)}; ${meanOver(run, rows)}.` +
        `${hasSpread(run) ? ` ${bandText(band)}` : ""}${omitted}${blockNames(run)}${absentFrom(run, rows)}`
      );
    },
    spec: (run) => depthProfile(run, rowsOf(run).rows, undefined),
  };
}
