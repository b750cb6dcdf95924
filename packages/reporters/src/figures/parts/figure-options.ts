import type { Spread } from "../../stats/spread.ts";

/** What the user may choose for all built-in figures. */
export interface FigureOptions {
  readonly spread: Spread;
}
export const defaultFigureOptions: FigureOptions = { spread: "range" };
