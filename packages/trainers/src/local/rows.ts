import { tensors } from "@infoplane/engine";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";

/** [n, ...] -> [n, d], sharing the values. */
export function rows(x: Tensor): Tensor2D {
  return tensors().reshape(x, [x.shape[0], -1]);
}
