import { sizeOf, type WeightSpec } from "@infoplane/contracts";
import { tensors, type Streams } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * Starting value of a weight: float32 of the spec's shape, new. A pure function of the run's seed and the weight's full
 * name, drawn off the engine: the same on every engine and in every arm that has a weight of that name.
 */
export function initialValue(weight: WeightSpec, fullName: string, streams: Streams): Tensor {
  const tf = tensors();
  const { init, shape } = weight;
  if (init.kind === "constant") return tf.fill([...shape], init.value);
  const std = init.kind === "he" ? Math.sqrt(2 / init.fanIn) : init.std;
  const { normal } = streams.stream("init", fullName);
  const values = new Float32Array(sizeOf(shape));
  for (let index = 0; index < values.length; index++) values[index] = std * normal();
  return tf.tensor(values, [...shape], "float32");
}
