import { defineMetric, z } from "@infoplane/contracts";
import { networkOf } from "../snapshot.ts";
import { probesOverDepth } from "./probes-over-depth.ts";
import { probeBlocks, probeOptions } from "./probe-metric.ts";

const options = z.strictObject({
  ...probeOptions,
  neighbours: z.int().positive().default(10).describe("training samples that vote on a test sample's class"),
});

/**
 * Accuracy of k-nearest-neighbour classification on the frozen output of each block: how well it separates the classes,
 * without any trained readout. Cover & Hart, IEEE Transactions on Information Theory 13 (1967).
 *
 * value: share of test samples whose class is the most frequent among the `neighbours` nearest training samples, by
 * Euclidean distance; ties go to the class of the nearest. Invariant to rotation, shift and scale of a block's output.
 * Cost n_train n_test d. Outputs that are not finite give null.
 */
export const knnProbe = defineMetric({
  name: "knn-probe",
  summary: "test accuracy of nearest neighbours on the frozen output of each block",
  options,
  needs: "none",
  records: () => ({ per: "block", splits: ["test"], range: [0, 1] }),
  figures: [probesOverDepth],
  create: async ({ neighbours, ...settings }) => {
    const { readByNeighbours } = await import("./readers.ts");
    return {
      measure: (snapshot) =>
        probeBlocks(networkOf(snapshot, "knn-probe"), settings, async (fit, judge) => ({
          ...(await readByNeighbours(fit, judge, neighbours)),
          neighbours,
        })),
    };
  },
});
