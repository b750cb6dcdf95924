import type { Case, Suite } from "../case.ts";
import { own, peers } from "../commands.ts";

/** Numbers of steps that take a few seconds: many for small networks, so that they run compiled. */
const networks = { lenet5: 300, mlp: 150, vgg11: 6, resnet18: 4, vit: 5 } as const;
const convolves = (network: string): boolean => network !== "mlp" && network !== "vit";
const trainers = ["e2e", "per-block(2)", "per-layer"];

/** One training step of 128 samples with Adam, its peak of tensor bytes and the process's. The peer trains e2e. */
export const step: Suite = {
  name: "step",
  cases: (python) =>
    Object.entries(networks).flatMap(([network, steps]): Case[] => [
      ...trainers.map((trainer): Case => ({
        suite: "step",
        name: `${network} ${trainer}`,
        unit: "ms",
        ours: own("step.ts", network, trainer, steps),
        peers:
          trainer === "e2e"
            ? peers(python, {
                "PyTorch NCHW": ["step.py", network, steps, "nchw"],
                // For convolutions of images with channels.
                ...(convolves(network) && { "PyTorch channels_last": ["step.py", network, steps, "channels_last"] }),
              })
            : {},
      })),
      {
        suite: "step",
        name: `${network} e2e bf16`,
        unit: "ms",
        ours: own("step.ts", network, "e2e", steps, "bf16"),
        peers: {},
      },
    ]),
};
