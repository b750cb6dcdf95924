import { defineMetric, z } from "@infoplane/contracts";
import { networkOf } from "../snapshot.ts";
import { probesOverDepth } from "./probes-over-depth.ts";
import { probeBlocks, probeOptions } from "./probe-metric.ts";

const options = z.strictObject({
  ...probeOptions,
  ridge: z.number().positive().default(1).describe("penalty, in units of the features' mean spread"),
});

/**
 * Accuracy of a linear classifier on the frozen output of each block: how much of the class can be read off linearly.
 * Alain & Bengio, "Understanding intermediate layers using linear classifier probes" (ICLR 2017 workshop). The
 * classifier is ridge regression on one-hot labels (see `fitRidge`): one deterministic solution, no training schedule.
 *
 * value: share of test samples whose largest score is at their label; train_accuracy: the same on the samples it was
 * fitted on. Invariant to rotation, shift and scale of a block's output. Cost for d features and n samples: n d
 * min(n, d) + min(n, d)³ in float64, and a forward pass. Outputs that are not finite give null.
 */
export const linearProbe = defineMetric({
  name: "linear-probe",
  summary: "test accuracy of a ridge classifier on the frozen output of each block",
  options,
  needs: "none",
  records: () => ({ per: "block", splits: ["test"], range: [0, 1] }),
  columns: ["train_accuracy"],
  figures: [probesOverDepth],
  create: async ({ ridge, ...settings }) => {
    const { readLinearly } = await import("./readers.ts");
    return {
      measure(snapshot) {
        const network = networkOf(snapshot, "linear-probe");
        return probeBlocks(network, settings, (fit, judge) => readLinearly(fit, judge, network.classes, ridge));
      },
    };
  },
});
