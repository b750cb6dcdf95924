import { definePlugin } from "@infoplane/contracts";
import { z } from "zod";

/** Every figure as Vega-Lite with its data, CSV, SVG and PNG. What draws is loaded when a report is rendered. */
export const vegaLite = definePlugin({
  kind: "reporter",
  name: "vega-lite",
  summary: "figures as Vega-Lite specs with their data as CSV, and as SVG and PNG",
  options: z.strictObject({}),
  create: () => ({
    async *render(run) {
      const { renderFigures } = await import("./render-figures.ts");
      yield* renderFigures(run);
    },
  }),
});
