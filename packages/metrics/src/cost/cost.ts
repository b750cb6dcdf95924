import { defineMetric, z, type Measurement } from "@infoplane/contracts";
import { networkOf } from "../snapshot.ts";

const options = z.strictObject({});
const quantities = ["parameters", "flops", "activations"] as const;

/**
 * What the network costs, from the sizes of its layers alone: `parameters` (trained weights), `flops` (operations of
 * one sample's forward pass, a multiply-add counted as two) and `activations` (values kept per sample for a backward
 * pass), for each block, the classifier and, without a block, the whole network. Heads of the learning rule are not
 * counted. The same in every run and epoch, so `at end` is enough. Times are measured separately: see `step-time`.
 */
export const cost = defineMetric({
  name: "cost",
  summary: "parameters, operations and activations of the network and of each block",
  options,
  needs: "none",
  records: () => ({ per: "several" }),
  create: () => ({
    measure(snapshot) {
      const { blocks, classifier } = networkOf(snapshot, "cost");
      const parts = [...blocks, classifier];
      return quantities.flatMap((quantity): Measurement[] => [
        { quantity, value: parts.reduce((sum, part) => sum + part.cost[quantity], 0) },
        ...parts.map(({ block, depth, cost: own }) => ({ quantity, value: own[quantity], block, depth })),
      ]);
    },
  }),
});
