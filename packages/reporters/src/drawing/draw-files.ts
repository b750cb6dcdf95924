import type { ReportFile } from "@infoplane/contracts";
import { textMetrics } from "vega";
import { Resvg } from "@resvg/resvg-js";
import { linked, tooLarge, tooManyMarks } from "../messages.ts";
import type { Font } from "../vega-lite/find-font.ts";
import { finishedSpec, incompleteNote } from "../vega-lite/finished-spec.ts";
import { atPaperSize } from "../vega-lite/paper-size.ts";
import { specText } from "../vega-lite/spec-text.ts";
import { textWidth, resvgFont, type TextWidth } from "../vega-lite/text-width.ts";
import { toPdf } from "../vega-lite/to-pdf.ts";
import { toSvg } from "../vega-lite/to-svg.ts";
import type { DrawingJob } from "./drawing-job.ts";
import type { DrawingLimits } from "./limits.ts";

let measured: string | undefined;

/** Draws a figure as Vega-Lite, SVG, PNG and PDF. Throws Vega's errors, and if the picture exceeds the limits. */
export async function drawFiles(job: DrawingJob): Promise<ReportFile[]> {
  const { figure, size, theme, leftOut, font, made, isTrial, limits } = job;
  if (font && measured !== font.family) {
    measured = font.family;
    useTextWidth(textWidth(font));
  }
  const draw = async (spec: DrawingJob["figure"]["spec"]): Promise<string> => within(await toSvg(spec), limits);
  const drawnWidth = async (spec: DrawingJob["figure"]["spec"]): Promise<number> => sizeOf(await draw(spec)).width;
  const whole = finishedSpec(figure, fontList(font), theme, leftOut);
  const finished = await atPaperSize(whole, size, drawnWidth, leftOut && incompleteNote(leftOut));
  const svg = await draw(finished);
  if (isTrial) return [];
  const file = (ending: string, content: ReportFile["content"]): ReportFile => ({
    path: `figures/${figure.name}.${ending}`,
    content,
  });
  const files = [file("vl.json", specText(finished)), file("svg", svg)];
  if (!font) return files;
  return [...files, file("png", toPng(svg, font)), file("pdf", await toPdf(svg, figure.title, font, made))];
}

function within(svg: string, { marks = Infinity, pixels = Infinity }: DrawingLimits): string {
  const { width, height } = sizeOf(svg);
  if (width > pixels || height > pixels) throw new RangeError(tooLarge(pixels));
  if (marks < Infinity && (svg.match(/<(?:path|text|line|rect|image)\b/g)?.length ?? 0) > marks)
    throw new RangeError(tooManyMarks(marks));
  // Texts escape this character, so any match is an element.
  if (/<(?:a|image|script|foreignObject)\b/.test(svg)) throw new TypeError(linked());
  return svg;
}

function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /<svg[^>]*? width="([\d.]+)"[^>]*? height="([\d.]+)"/.exec(svg) ?? [];
  return { width: Number(width ?? 0), height: Number(height ?? 0) };
}

/** The measured family first, then families with the same widths, then any sans-serif. */
function fontList(font: Font | undefined): string {
  return [...new Set([font?.family ?? "Arial", "Liberation Sans", "Arial", "Helvetica", "sans-serif"])].join(", ");
}

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  /** Maximum width: longer texts are cut with an ellipsis. 0 or absent: none. */
  readonly limit?: number;
}

declare module "vega" {
  /** Exported by vega 6 but missing in its types. */
  const textMetrics: { width: (item: TextItem, text: string | number | undefined) => number };
}

/**
 * Makes Vega lay out texts with their real widths. Without a canvas it assumes 0.8 em per character, which is up to
 * twice too wide for figures and too narrow for capitals. Vega has one such function for the whole process.
 */
function useTextWidth(width: TextWidth): void {
  textMetrics.width = ({ fontSize = 11, fontWeight = "normal", limit = 0 }, text) => {
    const whole = width(String(text ?? ""), fontSize, fontWeight === "bold" || Number(fontWeight) >= 600);
    return limit > 0 ? Math.min(whole, limit) : whole;
  };
}

/** A drawn figure as PNG, two pixels per unit of the drawing, on its own background. */
function toPng(svg: string, font: Font): Uint8Array {
  return new Resvg(svg, { font: resvgFont(font), fitTo: { mode: "zoom", value: 2 } }).render().asPng();
}
