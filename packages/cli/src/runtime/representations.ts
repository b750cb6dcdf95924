import { sizeOf, type Network, type Position, type Variable } from "@infoplane/contracts";
import type { CellTraining } from "@infoplane/core";
import { tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { memoised } from "./memoised.ts";

/** Samples that go through the network at a time: evaluation keeps one chunk's activations and no more. */
export const chunk = 256;

/** Brings an output [n, ...] to what is kept of it: a new tensor, or the same. */
type Keep = (output: Tensor) => Tensor;

/** Output of every block on images [m, ...], in evaluation mode, a flattened sample a row. The caller disposes the values. */
export function representations(
  { network, trainer }: Pick<CellTraining, "network" | "trainer">,
  images: { readonly samples: number; slice(start: number, end: number): Tensor },
  at: Position,
  keep: Keep = (output) => output,
): Variable[] {
  const tf = tensors();
  const parts: Tensor2D[][] = network.blocks.map(() => []);
  for (let start = 0; start < images.samples; start += chunk) {
    const x = images.slice(start, Math.min(start + chunk, images.samples));
    const outputs = trainer.representations?.(x) ?? blockOutputs(network, x, at);
    outputs.forEach((output, index) => parts[index]?.push(tf.tidy(() => flat(keep(output)))));
    tf.dispose([x, ...outputs]);
  }
  return network.blocks.map((block, index): Variable => {
    const values = joinRows(parts[index] ?? []);
    return { name: "Z", layer: block.spec.name, depth: index + 1, values, memo: memoised() };
  });
}

/** A sample a row: [n, ...] -> new [n, d]. */
export function flat(values: Tensor): Tensor2D {
  return tensors().reshape(values, [values.shape[0], sizeOf(values.shape.slice(1))]);
}

/** One tensor of all rows; frees the parts. */
export function joinRows(parts: readonly Tensor2D[]): Tensor2D {
  const tf = tensors();
  const joined = tf.concat([...parts], 0);
  tf.dispose([...parts]);
  return joined;
}

/** The blocks one after the other, in evaluation mode. x is borrowed; the outputs are new. */
function blockOutputs({ blocks }: Network, x: Tensor, at: Position): Tensor[] {
  const outputs: Tensor[] = [];
  for (const block of blocks) outputs.push(forward(block, outputs.at(-1) ?? x, { training: false, at }));
  return outputs;
}
