import {
  DivergedError,
  type ApplyMode,
  type Module,
  type Optimizer,
  type Parameter,
  type Position,
} from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/** What one local objective trains: modules in any arrangement, one optimizer over all their parameters, in order. */
export interface Unit {
  /** The key that its optimizer's state is stored under, and its name in the error for a loss that is not finite. */
  readonly name: string;
  readonly modules: readonly Module[];
  readonly optimizer: Optimizer;
}

/** A module's training pass inside an objective, on the parameters that are differentiated. Borrows x, returns new. */
export type Apply = (module: Module, x: Tensor, mode?: Pick<ApplyMode, "keepState">) => Tensor;

/** A training step. */
export interface Step {
  readonly at: Position;
  /** Multiplies the optimizers' rates. */
  readonly learningRateScale: number;
  /** Gets the gradients, borrowed, in place of the optimizers: then nothing changes, not even running statistics. */
  readonly observe?: (parameters: readonly Parameter[], gradients: readonly Tensor[]) => void;
}

/** What a unit minimises. */
export interface Objective {
  readonly loss: Scalar;
  /** Intermediate tensors that are needed afterwards: for a local rule its output, the input of the next block. */
  readonly keep?: readonly Tensor[];
}

/**
 * One update of a unit: objective, gradients in the unit's parameters and nothing else, update. What the objective
 * borrows from outside is a constant to the gradient. Frees its tensors, except copies of `keep`, off the tape, which
 * the caller owns. Throws DivergedError, before any update, when the loss is not finite.
 */
export function descend(
  unit: Unit,
  objective: (apply: Apply) => Objective,
  { at, learningRateScale, observe }: Step,
): { readonly loss: number; readonly kept: readonly Tensor[] } {
  const tf = tensors();
  const parameters = unit.modules.flatMap((module) => module.parameters);
  let kept: readonly Tensor[] = [];

  const total = (...values: Tensor[]): Scalar => {
    let used = 0;
    const own = new Map(
      unit.modules.map((module) => [module, values.slice(used, (used += module.parameters.length))] as const),
    );
    const found = objective((module, x, mode) =>
      module.apply(x, own.get(module) ?? [], { training: true, at, keepState: observe !== undefined, ...mode }),
    );
    kept = (found.keep ?? []).map((tensor) => tf.keep(tensor.clone()));
    return found.loss;
  };

  const read = parameters.map((parameter) => parameter.read());
  const { value, grads } = tf.valueAndGrads(total)(read);
  // The update kernels work in place only when they hold the only reference to the buffers.
  tf.dispose(read);
  const loss = value.dataSync()[0] ?? NaN;
  value.dispose();
  if (observe) observe(parameters, grads);
  else if (Number.isFinite(loss)) unit.optimizer.update(grads, learningRateScale);
  tf.dispose(grads);
  if (!Number.isFinite(loss) && !observe) {
    tf.dispose([...kept]);
    throw new DivergedError(at, unit.name, loss);
  }
  return { loss, kept };
}
