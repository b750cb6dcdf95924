import type { Verdict } from "@infoplane/contracts";
import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

const verdict: Verdict = {
  claim: {
    text: "end to end generalises best",
    left: { text: "a", terms: [], constant: 0 },
    relation: ">",
    right: { text: "b", terms: [], constant: 0 },
    margin: 0.01,
  },
  outcome: "supported",
  reason: "",
  seeds: [1, 2, 3, 4, 5, 6],
  lacking: [],
  scope: "over seeds, for this data set",
  left: [],
  right: [],
  differences: [],
  seedsFor: 5,
  difference: 0.0234,
  interval: { low: 0.012, high: null, level: 0.9 },
  effect: 1.2,
  skewness: 0.3,
  p: 0.0156,
  adjustedP: 0.0469,
  pAgainst: 0.9,
  adjustedPAgainst: 1,
  test: "sign-flip",
  correction: "joint",
  seedsAtLeast: 5,
  seedsNeeded: 12,
};

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  rangeOf: [[{ low: 0.01, high: 0.03 }], [{ low: null, high: 0.03 }], [{ low: 0.01, high: null }]],
  short: [[0.0123], [0], [1234567]],
  signed: [[1.25], [-1.25]],
  reasons: {
    nothing: [["nhsic(X, Z) has no records"]],
    soFar: [[verdict], [{ ...verdict, seeds: [1], seedsFor: 1 }]],
    oneSeed: [[5]],
    tooFew: [
      [verdict, 1],
      [{ ...verdict, correction: "holm" }, 3],
    ],
    lacking: [
      [{ ...verdict, lacking: [{ seed: 4, why: "its loss is not finite" }] }],
      [
        {
          ...verdict,
          lacking: [
            { seed: 4, why: "it diverged" },
            { seed: 5, why: "it diverged" },
          ],
        },
      ],
    ],
    decided: [
      [verdict, 1, 0.05],
      [{ ...verdict, skewness: -2 }, 3, 0.05],
      [{ ...verdict, outcome: "contradicted", correction: "holm" }, 3, 0.05],
    ],
    open: [
      [{ ...verdict, outcome: "undecided" }, 1, 0.05],
      [{ ...verdict, outcome: "undecided", seedsNeeded: null, p: 0.03 }, 3, 0.05],
    ],
  },
};
