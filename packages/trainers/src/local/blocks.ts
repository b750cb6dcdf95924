import {
  ShapeError,
  type BlockSpec,
  type Grouping,
  type Module,
  type Network,
  type Position,
  type TrainerContext,
} from "@infoplane/contracts";
import { softmaxCrossEntropy, tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { descend, type Apply, type Step, type Unit } from "./descend.ts";
import type { Part } from "./step-trainer.ts";

/** Every block that has something to train, on its own. Throws ShapeError when none has. */
export function trainedBlocks(blocks: readonly BlockSpec[]): Grouping {
  const trained = blocks.flatMap(({ cost }, index) => (cost.parameters > 0 ? [[index]] : []));
  if (trained.length > 0) return trained;
  throw new ShapeError("no block has parameters, and this rule trains blocks", "put conv or dense into a block");
}

/** Modules with an optimizer over their parameters, called after the first of them. */
export function createUnit(modules: readonly Module[], context: Pick<TrainerContext, "createOptimizer">): Unit {
  const parameters = modules.flatMap((module) => module.parameters);
  return { name: modules[0]?.spec.name ?? "", modules, optimizer: context.createOptimizer(parameters) };
}

/** The parts of units with a state: weights by their own names, optimizers by the unit's. */
export function partsOf(units: readonly Unit[]): (readonly [string, Part])[] {
  return units.flatMap(({ name, modules, optimizer }) => [
    ...modules.map((module) => ["network/", module] as const),
    [`optimizer/${name}/`, optimizer] as const,
  ]);
}

/** One update of a classifier by cross-entropy on features that it can't change. Returns its loss. */
export function trainClassifier(
  classifier: Module,
  unit: Unit,
  { features, y }: { readonly features: Tensor; readonly y: Tensor },
  step: Step,
): number {
  const objective = (apply: Apply) => ({
    loss: softmaxCrossEntropy(apply(classifier, features) as Tensor2D, y as Tensor1D),
  });
  return descend(unit, objective, step).loss;
}

/** The network as it is declared, in evaluation mode: class scores [n, classes], new. x is borrowed. */
export function classScores({ blocks, classifier }: Network, x: Tensor, at: Position): Tensor {
  const mode = { training: false, at };
  return tensors().tidy(() => [...blocks, classifier].reduce((value, module) => forward(module, value, mode), x));
}

/** [n, ...] -> [n, d], sharing the values. */
export function rows(x: Tensor): Tensor2D {
  return tensors().reshape(x, [x.shape[0], -1]);
}

/**
 * int32 [n] -> float32 [n, classes], new. Made off the engine: tf.oneHot of float32 gives denormal numbers in place of
 * ones on wasm (tfjs 4.22).
 */
export function oneHot(labels: ArrayLike<number>, classes: number): Tensor2D {
  const values = new Float32Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) values[row * classes + (labels[row] as number)] = 1;
  return tensors().tensor2d(values, [labels.length, classes]);
}
