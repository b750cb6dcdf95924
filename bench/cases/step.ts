import type { Case, Command, Suite } from "../case.ts";
import { peers } from "../commands.ts";
import { type Network, networks } from "./networks.ts";
import { ownStep } from "./own-step.ts";

const trainers = ["e2e", "per-layer"];
const precisions = ["fp32", "bf16"] as const;

/**
 * One training step of 128 samples with Adam. Ours is compared with itself uncompiled, e2e and in float32, and, when it
 * trains e2e, with PyTorch, which takes bf16 under its autocast.
 */
export const step: Suite = {
  name: "step",
  cases: (python) =>
    networks.flatMap((network) =>
      precisions.flatMap((precision) =>
        trainers.map((trainer): Case => ({
          suite: "step",
          name: [network.name, trainer, ...(precision === "bf16" ? ["bf16"] : [])].join(" "),
          unit: "ms",
          rounds: network.rounds,
          ours: ownStep(network, { trainer, precision }),
          peers: {
            "ours, uncompiled": ownStep(network, { trainer, precision, compile: false }),
            ...(trainer !== "e2e" && { "ours, e2e": ownStep(network, { trainer: "e2e", precision }) }),
            ...(precision !== "fp32" && { "ours, float32": ownStep(network, { trainer }) }),
            ...(trainer === "e2e" && torch(python, network, precision)),
          },
        })),
      ),
    ),
};

/** PyTorch in its layouts and compiled. The first round compiles; the others find its result in PyTorch's cache. */
function torch(python: string | undefined, network: Network, precision: string): Record<string, Command> {
  const { name, steps, warmUp, convolves } = network;
  const script = (form: string) => ["step.py", name, steps, warmUp, form, precision] as const;
  return peers(python, {
    "PyTorch NCHW": script("nchw"),
    ...(convolves && { "PyTorch channels_last": script("channels_last") }),
    "torch.compile": script("compile"),
  });
}
