import { textMetrics } from "vega";
import type { TextWidth } from "./text-width.ts";

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  /** Longest width: what is longer is cut with an ellipsis. 0 or absent: none. */
  readonly limit?: number;
}

declare module "vega" {
  /** Exported by vega 6 and missing in its types. */
  const textMetrics: { width: (item: TextItem, text: string | number | undefined) => number };
}

/**
 * Makes Vega lay out texts with their real widths. Without a canvas it takes 0.8 em a character, which is up to twice
 * too wide for figures and too narrow for capitals. Vega has one such function for the whole process.
 */
export function useTextWidth(width: TextWidth): void {
  textMetrics.width = ({ fontSize = 11, fontWeight = "normal", limit = 0 }, text) => {
    const whole = width(String(text ?? ""), fontSize, fontWeight === "bold" || Number(fontWeight) >= 600);
    return limit > 0 ? Math.min(whole, limit) : whole;
  };
}
