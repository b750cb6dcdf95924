import type { Network, Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor } from "@tensorflow/tfjs-core";

/** The network as it is declared, in evaluation mode: class scores [n, classes], new. x is borrowed. */
export function classScores({ blocks, classifier }: Network, x: Tensor, at: Position): Tensor {
  const mode = { training: false, at };
  return tensors().tidy(() => [...blocks, classifier].reduce((value, module) => forward(module, value, mode), x));
}
