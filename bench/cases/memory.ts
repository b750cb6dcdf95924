import type { Case, Suite } from "../case.ts";
import { heapCounting } from "../heap-counting.ts";
import { type Network, networks } from "./networks.ts";
import { type Form, ownStep } from "./own-step.ts";

const trainers = ["e2e", "per-layer"];
const measured = ["lenet5", "vgg11", "resnet18", "vit"];

/**
 * What a step needs, compiled and not, after steps to warm up. By the meter: the peak of live tensor bytes; resident: of
 * the whole process. Then the native heap, where what only exists inside a compiled function counts too: its peak, and by
 * how much it grows within a step. Its processes are others, since counting replaces TensorFlow's pool of memory. None of
 * this depends on the machine's speed: one round is enough.
 */
export const memory: Suite = {
  name: "memory",
  cases: () => {
    const counting = heapCounting();
    return networks
      .filter(({ name }) => measured.includes(name))
      .flatMap((network) =>
        trainers.flatMap((trainer) => [
          memoryCase(network, trainer, ["peak MB", "resident MB"], {}),
          ...(counting ? [memoryCase(network, trainer, ["heap of a step MB", "heap MB"], counting)] : []),
        ]),
      );
  },
};

function memoryCase(
  network: Network,
  trainer: string,
  figures: readonly string[],
  env: Readonly<Record<string, string>>,
): Case {
  const command = (form: Form) => ({ ...ownStep(network, { steps: 3, ...form }), env });
  return {
    suite: "memory",
    name: `${network.name} ${trainer}`,
    unit: "MB",
    rounds: 1,
    ours: command({ trainer }),
    peers: {
      "ours, uncompiled": command({ trainer, compile: false }),
      ...(trainer !== "e2e" && { "ours, e2e": command({ trainer: "e2e" }) }),
    },
    figures,
  };
}
