import { DivergedError, type LossContext, type Module, type Position } from "@infoplane/contracts";
import { stopGradient, tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { trained, type Group } from "./group.ts";

export interface GroupPass {
  readonly classes: number;
  readonly at: Position;
  /** Index of the part, when the batch is processed in several. */
  readonly part?: number;
  /** Leaves running statistics unchanged. */
  readonly keepState?: boolean;
  /** int32 [n], borrowed. */
  readonly y: Tensor1D;
  /** The network's input; borrowed. Loaded when a loss first reads it. */
  readonly input: () => Tensor;
  readonly wantsOutput: boolean;
}

export interface GroupGradients {
  /** Weighted loss of every block that has one, by its name. */
  readonly losses: ReadonlyMap<string, number>;
  /** One per parameter that the group trains; the caller disposes them. */
  readonly gradients: readonly Tensor[];
  /** Output of the group's last block, off the tape; the caller disposes it. Only with `wantsOutput`. */
  readonly output?: Tensor;
}

/**
 * Forward and backward pass of one group: the gradients of the weighted sum of its losses. Its activations are freed
 * before it returns.
 *
 * x: float32 [n, ...], borrowed, a constant to the gradient: no gradient crosses the group's border. Throws
 * DivergedError, naming the block, when a loss is not finite.
 */
export function groupGradients(group: Group, x: Tensor, pass: GroupPass): GroupGradients {
  if (!group.frozen) return differentiate(group, x, x, pass);
  const { at } = pass;
  const features = tensors().tidy(() =>
    group.blocks.reduce((value, block) => forward(block, value, { training: false, at }), x),
  );
  try {
    return differentiate({ ...group, blocks: [] }, features, x, pass);
  } finally {
    if (features !== x) features.dispose();
  }
}

function differentiate(group: Group, x: Tensor, groupInput: Tensor, pass: GroupPass): GroupGradients {
  const tf = tensors();
  const { at, y, wantsOutput, part = 0, keepState = false } = pass;
  const mode = { training: true, at, part, keepState };
  const context = (from: number): LossContext => ({
    classes: pass.classes,
    groupInput: kept.inputs.get(from) ?? groupInput,
    get input() {
      return pass.input();
    },
  });
  const parameters = trained({ ...group, frozen: false }).flatMap((module) => module.parameters);
  const kept = { output: undefined as Tensor | undefined, terms: [] as Tensor[], inputs: new Map<number, Tensor>() };

  const objective = (...values: Tensor[]): Scalar => {
    let used = 0;
    const take = (module: Module): Tensor[] => values.slice(used, (used += module.parameters.length));
    const own = group.blocks.map(take);
    const heads = group.terms.map(({ head }) => take(head));
    const sum: Scalar[] = [];
    let value = x;
    for (let place = 0; place <= group.blocks.length; place++) {
      const block = group.blocks[place];
      if (!block && wantsOutput) kept.output = tf.keep(value.clone());
      if (place > 0 && group.terms.some(({ from }) => from === place)) kept.inputs.set(place, stopGradient(value));
      group.terms.forEach(({ after, from, head, loss, weight }, index) => {
        // A frozen group is differentiated from its features on.
        if (Math.min(after, group.blocks.length) !== place) return;
        const output = head.apply(value, heads[index] ?? [], mode);
        const term = loss.value(output, y, context(from));
        sum.push(weight === 1 ? term : tf.mul(term, weight));
      });
      if (!block) continue;
      const next = block.apply(value, own[place] ?? [], mode);
      if (value !== x) value.dispose();
      value = next;
    }
    if (sum.length > 1) kept.terms = sum.map((term) => tf.keep(term.clone()));
    return sum.length > 1 ? tf.addN(sum) : (sum[0] as Scalar);
  };

  const values = parameters.map((parameter) => parameter.read());
  const { value, grads } =
    values.length > 0 ? tf.valueAndGrads(objective)(values) : { value: tf.tidy(objective), grads: [] };
  // The update kernels work in place only when they hold the only reference to the buffers.
  tf.dispose(values);
  const losses = new Map<string, number>();
  group.terms.forEach(({ name }, index) => {
    const term = (kept.terms[index] ?? value).dataSync()[0] ?? NaN;
    losses.set(name, (losses.get(name) ?? 0) + term);
  });
  tf.dispose([value, ...kept.terms]);
  const broken = [...losses].find(([, loss]) => !Number.isFinite(loss));
  if (broken) {
    tf.dispose([...grads, ...(kept.output ? [kept.output] : [])]);
    throw new DivergedError(at, ...broken);
  }
  return { losses, gradients: grads, ...(kept.output && { output: kept.output }) };
}
