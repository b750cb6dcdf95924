import { defineReporter, z } from "@infoplane/contracts";
import { spreads } from "../stats/spread.ts";

/** The report as one page that opens from disk, offline. Drawing code is loaded when a report is rendered. */
export const html = defineReporter({
  name: "html",
  summary: "one self-contained page with tables, figures and all that is needed to judge them",
  options: z.strictObject({
    spread: z.enum(spreads).default("range").describe("bands over seeds: range, ci (95% interval), sd, or every seed"),
  }),
  create: (options) => ({
    async *render(run) {
      const { renderPage } = await import("./render-page.ts");
      yield* renderPage(run, options);
    },
  }),
});
