import { Diverged, type ApplyMode, type Module, type Optimizer, type Position } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/** What one local objective trains: modules in any arrangement, with an optimizer over all their parameters, in order. */
export interface Unit {
  /** What its loss is reported under: the name of its last block. */
  readonly name: string;
  readonly modules: readonly Module[];
  readonly optimizer: Optimizer;
}

/** A module's training pass inside an objective, on the parameters that are differentiated. Borrows x, returns new. */
export type Apply = (module: Module, x: Tensor, mode?: Pick<ApplyMode, "keepState">) => Tensor;

/**
 * One update of a unit: objective, gradients in the unit's parameters and nothing else, update. Returns the loss.
 * Throws Diverged, before any update, when the loss is not finite. All tensors of the objective that it does not
 * `keep` are freed; what it borrows from outside is a constant to the gradient.
 */
export function descend(
  unit: Unit,
  objective: (apply: Apply) => Scalar,
  { at, factor }: { readonly at: Position; readonly factor: number },
): number {
  const tf = tensors();
  const parameters = unit.modules.flatMap((module) => module.parameters);
  const read = parameters.map((parameter) => parameter.read());
  const { value, grads } = tf.valueAndGrads((...values: Tensor[]): Scalar => {
    let used = 0;
    const own = new Map(
      unit.modules.map((module) => [module, values.slice(used, (used += module.parameters.length))] as const),
    );
    return objective((module, x, mode) => module.apply(x, own.get(module) ?? [], { training: true, at, ...mode }));
  })(read);
  // The update kernels work in place only when nobody else holds the buffers.
  tf.dispose(read);
  const loss = value.dataSync()[0] ?? NaN;
  value.dispose();
  if (Number.isFinite(loss)) unit.optimizer.update(grads, factor);
  tf.dispose(grads);
  if (!Number.isFinite(loss)) throw new Diverged(at, unit.name, loss);
  return loss;
}
