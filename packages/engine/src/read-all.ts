import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "./choose/engine.ts";

/**
 * Values of the float32 tensors that `compute` makes, in order. `compute` runs in a tidy, and must return new tensors.
 * They are read one after the other, then disposed, even if reading fails.
 */
export async function readAll<Made extends Tensor[]>(
  compute: () => [...Made],
): Promise<{ [Place in keyof Made]: Float32Array }> {
  const tf = tensors();
  const made = tf.tidy(compute);
  try {
    const values: Float32Array[] = [];
    for (const tensor of made) values.push(await tensor.data<"float32">());
    return values as { [Place in keyof Made]: Float32Array };
  } finally {
    tf.dispose(made);
  }
}
