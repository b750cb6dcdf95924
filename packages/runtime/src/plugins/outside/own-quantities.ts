import type { Measurement, Metric, Snapshot } from "@infoplane/contracts";
import { rowsIn } from "@infoplane/core";
import { messages } from "../../messages.ts";

/**
 * A metric from outside whose rows are plain objects, read once, of quantities of its own: one that called its rows
 * `accuracy` would take the place of the accuracy in tables. `isTaken` tells whether another metric has a name. `measure`
 * throws TypeError.
 */
export function ownQuantities(metric: Metric, isTaken: (name: string) => boolean): Metric {
  return {
    async measure(snapshot: Snapshot) {
      const rows: unknown = await metric.measure(snapshot);
      // The caller refuses what is no array, and what is no row.
      if (!Array.isArray(rows)) return rows as Measurement[];
      return rowsIn(rows).map((row) => {
        if (typeof row !== "object" || row === null) return row as Measurement;
        const copy = { ...row } as Measurement;
        const [name = ""] = typeof copy.quantity === "string" ? copy.quantity.trim().split(/[\s(]/) : [];
        if (isTaken(name)) throw new TypeError(messages.quantityTaken(copy.quantity ?? "", name));
        return copy;
      });
    },
    ...(metric.dispose && { dispose: () => metric.dispose?.() }),
  };
}
