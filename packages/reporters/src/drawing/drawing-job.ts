import type { ReportFile, VegaLiteSpec } from "@infoplane/contracts";
import type { ColorScheme } from "../theme.ts";
import type { Font } from "../vega-lite/find-font.ts";
import type { PaperSize } from "../vega-lite/paper-size.ts";
import type { DrawingLimits } from "./limits.ts";

/** A figure to be drawn. */
export interface DrawingJob {
  readonly figure: {
    readonly name: string;
    readonly title: string;
    readonly caption: string;
    readonly spec: VegaLiteSpec;
  };
  readonly size: PaperSize;
  readonly theme: ColorScheme;
  /** What is left out of the report. */
  readonly leftOut?: readonly string[] | undefined;
  /** Without a font there are no pictures but SVG. */
  readonly font: Font | undefined;
  /** Written into PDF files. */
  readonly made: Date;
  /** Drawn only far enough to know that it can be drawn, without producing files. */
  readonly isTrial: boolean;
  readonly limits: DrawingLimits;
}

/** The result: its files, or why there are none. */
export type Drawing = { readonly files: readonly ReportFile[] } | { readonly problem: string };
