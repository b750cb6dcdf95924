import type { RunView, VegaLiteSpec } from "@infoplane/contracts";

/** The colour channel of the arms. Its domain is that of the experiment: arms keep their colours if one is absent. */
export function armColour(run: RunView, rows: readonly { readonly arm: string }[], legend = true): VegaLiteSpec {
  return {
    field: "arm",
    type: "nominal",
    title: "Arm",
    scale: { domain: run.experiment.arms.map((arm) => arm.name) },
    legend: legend ? { values: drawnArms(run, rows) } : null,
  };
}

/** The arms that have rows, in the order of the experiment. */
export function drawnArms(run: RunView, rows: readonly { readonly arm: string }[]): string[] {
  const drawn = new Set(rows.map((row) => row.arm));
  return run.experiment.arms.map((arm) => arm.name).filter((arm) => drawn.has(arm));
}
