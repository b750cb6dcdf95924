import { defineReporter, z } from "@infoplane/contracts";
import { spreads } from "../stats/spread.ts";

/** Every figure as Vega-Lite with its data, CSV, SVG, PNG and PDF. Drawing code is loaded when a report is rendered. */
export const vegaLite = defineReporter({
  name: "vega-lite",
  summary: "figures as Vega-Lite specs with their data as CSV, and as SVG, PNG and PDF",
  options: z.strictObject({
    size: z
      .enum(["page", "single", "double"])
      .default("page")
      .describe("width: as on the page, or one or two columns of a paper"),
    theme: z.enum(["light", "dark"]).default("light").describe("paper that figures are drawn on"),
    spread: z.enum(spreads).default("range").describe("bands over seeds: range, ci (95% interval), sd, or every seed"),
  }),
  create: (options) => ({
    async *render(run) {
      const { renderFigures } = await import("./render-figures.ts");
      yield* renderFigures(run, options);
    },
  }),
});
