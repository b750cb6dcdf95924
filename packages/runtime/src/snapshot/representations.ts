import { sizeOf, type Network, type Position, type Variable } from "@infoplane/contracts";
import { memoised } from "@infoplane/contracts/memoised";
import type { CellTraining } from "@infoplane/core";
import { compiled, tensors } from "@infoplane/engine";
import { forward } from "@infoplane/models";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";

/** Samples per pass through the network: evaluation keeps the activations of one chunk and no more. */
export const chunk = 256;

/** Reduces an output [n, ...] to the part to keep: a new tensor, or the same. */
type Keep = (output: Tensor) => Tensor;

export interface Images {
  readonly samples: number;
  /** New float32 [end - start, ...]. */
  slice(start: number, end: number): Tensor;
}

/** Output of every block on images [m, ...], in evaluation mode, one flattened sample per row; owned by the caller. */
export function representations(
  { network, trainer }: Pick<CellTraining, "network" | "trainer">,
  images: Images,
  at: Position,
  keep: Keep = (output) => output,
): Variable[] {
  const tf = tensors();
  const parts: Tensor2D[][] = network.blocks.map(() => []);
  for (let start = 0; start < images.samples; start += chunk) {
    const x = images.slice(start, Math.min(start + chunk, images.samples));
    compiled(trainer, () => {
      const outputs = trainer.representations?.(x) ?? blockOutputs(network, x, at);
      outputs.forEach((output, index) => parts[index]?.push(tf.tidy(() => flat(keep(output)))));
      tf.dispose([x, ...outputs]);
    });
  }
  return network.blocks.map((block, index): Variable => {
    const values = joinRows(parts[index] ?? []);
    return { name: "Z", block: block.spec.name, depth: index + 1, values, memo: memoised() };
  });
}

/** Total bytes of all blocks' outputs up to which they are held together. */
export const heldBytes = 2 ** 30;

/**
 * The same for outputs that are too large to hold together: rows are computed on request, with a forward pass each
 * time, and `values` holds only one block's. `own` receives what the caller must dispose.
 */
export function largeRepresentations(
  training: Pick<CellTraining, "network" | "trainer">,
  images: Images,
  at: Position,
  own: (tensor: Tensor) => void,
): Variable[] {
  const tf = tensors();
  const { network, trainer } = training;
  return network.blocks.map((block, index): Variable => {
    const features = sizeOf(block.spec.output);
    const rows = (start: number, end: number): Tensor2D => {
      const parts: Tensor2D[] = [];
      for (let from = start; from < end; from += chunk) {
        const x = images.slice(from, Math.min(from + chunk, end));
        compiled(trainer, () => {
          const outputs = trainer.representations?.(x) ?? blockOutputs(network, x, at, index + 1);
          parts.push(flat(outputs[index] as Tensor));
          tf.dispose([x, ...outputs]);
        });
      }
      return joinRows(parts);
    };
    let values: Tensor2D | undefined;
    return {
      name: "Z",
      block: block.spec.name,
      depth: index + 1,
      shape: [images.samples, features],
      rows,
      memo: memoised(),
      get values() {
        if (!values) own((values = rows(0, images.samples)));
        return values;
      },
    };
  });
}

/** One sample per row: [n, ...] -> new [n, d]. */
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

/** Applies the blocks in sequence, in evaluation mode. x is borrowed; the outputs are new. */
function blockOutputs({ blocks }: Network, x: Tensor, at: Position, count = blocks.length): Tensor[] {
  const outputs: Tensor[] = [];
  for (const block of blocks.slice(0, count))
    outputs.push(forward(block, outputs.at(-1) ?? x, { training: false, at }));
  return outputs;
}
