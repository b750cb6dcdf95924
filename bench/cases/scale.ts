import type { Suite } from "../case.ts";
import { own } from "../commands.ts";

/** Exact up to 10,000 samples, by approximations beyond. */
const cases = [
  { metric: "nhsic", options: {}, samples: 10_000, features: 65_536 },
  { metric: "hsic", options: {}, samples: 10_000, features: 65_536 },
  { metric: "cka", options: {}, samples: 10_000, features: 65_536 },
  { metric: "hsic", options: { landmarks: 512 }, samples: 50_000, features: 4096 },
  { metric: "hsic", options: { frequencies: 512 }, samples: 50_000, features: 4096 },
  { metric: "cka", options: { landmarks: 512 }, samples: 50_000, features: 4096 },
];

/** The input with one layer on very many samples, in a process that makes their rows on demand: seconds and memory. */
export const scale: Suite = {
  name: "scale",
  long: true,
  cases: () =>
    cases.map(({ metric, options, samples, features }) => ({
      suite: "scale",
      name: `${[metric, ...Object.entries(options).map(([key, value]) => `${key} ${value}`)].join(", ")}, m ${samples}, d ${features}`,
      unit: "s",
      ours: own("scale.ts", metric, JSON.stringify(options), samples, features),
      peers: {},
    })),
};
