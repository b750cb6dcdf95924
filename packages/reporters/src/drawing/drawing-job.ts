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
  /** What the report has to do without. */
  readonly leftOut?: readonly string[] | undefined;
  /** Without one there are no pictures but SVG. */
  readonly font: Font | undefined;
  /** Stands in PDF files. */
  readonly made: Date;
  /** Drawn as far as it must be to know that it can be: no file comes of it. */
  readonly isTrial: boolean;
  readonly limits: DrawingLimits;
}

/** What became of it: its files, or why there are none. */
export type Drawing = { readonly files: readonly ReportFile[] } | { readonly problem: string };
