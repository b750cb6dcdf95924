import { Diverged, type Loss, type Module, type Optimizer, type Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";

/** Blocks that share one loss: the modules before `border`, then the head (or classifier) that the loss looks through. */
export interface Group {
  /** Name of its last block: what its loss is reported under. */
  readonly name: string;
  readonly blocks: readonly Module[];
  readonly head: Module;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}

export interface GroupStep {
  readonly loss: number;
  /** Output of the group's last block, off the tape; the caller disposes it. Only where `wantsOutput`. */
  readonly output?: Tensor;
}

/**
 * One training step of one group: forward, loss, backward, update. Its activations are freed before it returns.
 *
 * x: float32 [n, ...], borrowed, a constant to the gradient: nothing flows back across the group's border.
 * y: int32 [n], borrowed. Throws Diverged, before any update, when the loss is not finite.
 */
export function trainGroup(
  group: Group,
  x: Tensor,
  y: Tensor1D,
  step: { readonly at: Position; readonly factor: number; readonly wantsOutput: boolean },
): GroupStep {
  const tf = tensors();
  const modules = [...group.blocks, group.head];
  const parameters = modules.flatMap((module) => module.parameters);
  let output: Tensor | undefined;

  const objective = (...values: Tensor[]): Scalar => {
    let used = 0;
    let at = x;
    for (const module of modules) {
      const own = values.slice(used, (used += module.parameters.length));
      if (module === group.head && step.wantsOutput) output = tf.keep(at.clone());
      const next = module.apply(at, own, { training: true, at: step.at });
      if (at !== x) at.dispose();
      at = next;
    }
    return group.loss.value(at, y);
  };

  const values = parameters.map((parameter) => parameter.read());
  const { value, grads } = tf.valueAndGrads(objective)(values);
  // The update kernels work in place only when nobody else holds the buffers.
  tf.dispose(values);
  const loss = value.dataSync()[0] ?? NaN;
  value.dispose();
  if (Number.isFinite(loss)) group.optimizer.update(grads, step.factor);
  tf.dispose(grads);
  if (!Number.isFinite(loss)) {
    output?.dispose();
    throw new Diverged(step.at, group.name, loss);
  }
  return { loss, ...(output && { output }) };
}
