import type { Suite } from "../case.ts";
import { own } from "../commands.ts";

/** The page and the tables of a run with 200,000 records. */
export const report: Suite = {
  name: "report",
  cases: () =>
    ["html", "table"].map((reporter) => ({
      suite: "report",
      name: `${reporter}, 200,000 records`,
      unit: "ms",
      ours: own("report.ts", reporter, 200_000),
      peers: {},
    })),
};
