import type { Suite } from "../case.ts";
import { own } from "../commands.ts";

/** Parsing and checking an experiment of 10,000 lines, in one process. */
export const language: Suite = {
  name: "language",
  cases: () =>
    ["parse", "check"].map((phase) => ({
      suite: "language",
      name: `${phase} 10,000 lines`,
      unit: "ms",
      ours: own("language.ts", phase, "10000"),
      peers: {},
    })),
};
