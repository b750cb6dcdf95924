import { Resvg } from "@resvg/resvg-js";
import type { Font } from "./find-font.ts";
import { resvgFont } from "./text-width.ts";

/** A drawn figure as PNG, two pixels for each unit of the drawing, on its own background. */
export function toPng(svg: string, font: Font): Uint8Array {
  return new Resvg(svg, { font: resvgFont(font), fitTo: { mode: "zoom", value: 2 } }).render().asPng();
}
