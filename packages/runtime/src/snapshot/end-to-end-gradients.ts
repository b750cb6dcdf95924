import type { Batches, Network, Position } from "@infoplane/contracts";
import { compiled, softmaxCrossEntropy, tensors } from "@infoplane/engine";
import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

/**
 * Gradients of the cross-entropy at the network's own classifier on the training batch of a position, through all
 * blocks, in training mode with the dropout of that position; running statistics are unchanged. By parameter name; the
 * caller disposes them.
 */
export function endToEndGradients(network: Network, batches: Batches, at: Position): Map<string, Tensor> {
  const tf = tensors();
  const modules = [...network.blocks, network.classifier];
  const parameters = modules.flatMap((module) => module.parameters);
  const { x, y } = batches.train(at);
  const mode = { training: true, at, keepState: true };
  const objective = (...values: Tensor[]): Scalar => {
    let used = 0;
    const logits = modules.reduce(
      (value, module) => module.apply(value, values.slice(used, (used += module.parameters.length)), mode),
      x,
    );
    return softmaxCrossEntropy(logits as Tensor2D, y as Tensor1D);
  };
  const values = parameters.map((parameter) => parameter.read());
  const { value, grads } = compiled(network, () => tf.valueAndGrads(objective)(values));
  tf.dispose([value, x, y, ...values]);
  return new Map(parameters.map(({ name }, index) => [name, grads[index] as Tensor]));
}
