import type { Module, Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor } from "@tensorflow/tfjs-core";

/** What modules from the network's input to class scores give in evaluation mode: new [n, classes]. x is borrowed. */
export function classScores(path: readonly Module[], x: Tensor, at: Position): Tensor {
  return tensors().tidy(() => path.reduce((value, module) => forward(module, value, { training: false, at }), x));
}
