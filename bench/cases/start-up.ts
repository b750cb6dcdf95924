import type { Suite } from "../case.ts";
import { own, program } from "../commands.ts";

/** Whole processes: what a user waits for before anything is computed. */
export const startUp: Suite = {
  name: "start-up",
  cases: () => [
    {
      suite: "start-up",
      name: "check experiments/cifar.exp",
      unit: "ms",
      ours: program("check", "experiments/cifar.exp"),
      peers: {},
      whole: true,
    },
    {
      suite: "start-up",
      name: "engine, network and first step of lenet5",
      unit: "ms",
      ours: own("step.ts", "lenet5", "e2e", "--steps", 1, "--warm-up", 0),
      peers: {},
      whole: true,
    },
  ],
};
