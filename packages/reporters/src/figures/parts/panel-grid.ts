import type { RunView, VegaLiteSpec } from "@infoplane/contracts";
import { drawnArms } from "./arm-colour.ts";

/** The most panels that fit side by side on a page. */
const widest = 4;

interface GridRow {
  readonly arm: string;
  readonly quantity: string;
}

/** One cell of a grid and the rows that set its scales: those of its quantity, over all arms. */
export interface GridPanel<R> {
  readonly arm: string;
  readonly quantity: string;
  readonly rows: readonly R[];
}

/**
 * Panels by quantity (down) and arm (across, wrapping after four) over common data. `draw` returns encoding and layers
 * of a panel; title, size and the row filter are added here. `rowTitle`: the title above the panels of a quantity.
 */
export function panelGrid<R extends GridRow>(
  run: RunView,
  rows: readonly R[],
  draw: (panel: GridPanel<R>) => VegaLiteSpec,
  {
    height = 170,
    params = [] as readonly VegaLiteSpec[],
    independent = [] as readonly string[],
    rowTitle = undefined as ((quantity: string) => string) | undefined,
  } = {},
): VegaLiteSpec {
  const arms = drawnArms(run, rows);
  const quantities = [...new Set(rows.map((row) => row.quantity))];
  const resolve = Object.fromEntries(independent.map((channel) => [channel, "independent"]));
  return {
    ...(params.length > 0 && { params }),
    data: { values: rows },
    vconcat: quantities.map((quantity) => {
      const own = rows.filter((row) => row.quantity === quantity);
      return {
        ...(rowTitle && { title: { text: rowTitle(quantity), fontSize: 12, fontWeight: "normal" } }),
        columns: Math.min(arms.length, widest),
        concat: arms.map((arm) => ({
          title: armTitle(arm),
          width: gridPanelWidth(arms.length),
          height,
          transform: [{ filter: and({ arm, quantity }) }],
          ...draw({ arm, quantity, rows: own }),
        })),
      };
    }),
    ...(independent.length > 0 && { resolve: { scale: resolve } }),
  };
}

/** Title of an arm's panel. */
export function armTitle(arm: string): VegaLiteSpec {
  return { text: arm, anchor: "middle", fontSize: 12, limit: 220 };
}

/** Rows with these values. */
export function and(values: Readonly<Record<string, string>>): VegaLiteSpec {
  return { and: Object.entries(values).map(([field, equal]) => ({ field, equal })) };
}

function gridPanelWidth(arms: number): number {
  return arms <= 1 ? 340 : arms === 2 ? 290 : arms === 3 ? 220 : 165;
}
