import { textMetrics } from "vega";
import type { TextWidth } from "./text-width.ts";

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

declare module "vega" {
  /** Exported by vega 6 and missing in its types. */
  const textMetrics: { width: (item: TextItem, text: string) => number };
}

/**
 * Makes Vega lay out texts with their real widths. Without a canvas it takes 0.8 em a character, which is up to twice
 * too wide, and too narrow for none. Vega has one such function for the whole process.
 */
export function useTextWidth(width: TextWidth): void {
  textMetrics.width = (item, text) => {
    const weight = item.fontWeight ?? "normal";
    return width(String(text ?? ""), item.fontSize ?? 11, weight === "bold" || Number(weight) >= 600);
  };
}
