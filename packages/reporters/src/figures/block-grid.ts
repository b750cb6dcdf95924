import type { VegaLiteSpec } from "@infoplane/contracts";

/** Four panels are as many as a page takes side by side. */
const widest = 4;

/** Panels by quantity (down) and arm (across, wrapping after four), with one legend. */
export function blockGrid(
  quantities: readonly string[],
  arms: readonly string[],
  panel: (arm: string, quantity: string) => VegaLiteSpec,
): VegaLiteSpec {
  return {
    vconcat: quantities.map((quantity) => ({
      columns: Math.min(arms.length, widest),
      concat: arms.map((arm) => panel(arm, quantity)),
    })),
  };
}

/** Width of a panel of such a grid. */
export function gridPanelWidth(arms: number): number {
  return arms <= 1 ? 340 : arms === 2 ? 290 : arms === 3 ? 220 : 165;
}
