import type { TensorFlow } from "../operations.ts";

/** Runs `work` and throws if the number of tensors has changed afterwards. The result may hold no tensors. */
export async function withoutLeaks<T>(tf: TensorFlow, work: () => T | Promise<T>): Promise<T> {
  const before = tf.memory().numTensors;
  const result = await work();
  const more = tf.memory().numTensors - before;
  if (more > 0) throw new Error(`${more} tensors were left behind`);
  if (more < 0) throw new Error(`${-more} tensors were disposed that were only borrowed`);
  return result;
}
