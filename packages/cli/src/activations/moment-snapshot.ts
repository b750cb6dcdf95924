import type { Variable } from "@infoplane/contracts";
import type { OwnedSnapshot } from "@infoplane/core";
import { tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { memoised } from "../runtime/memoised.ts";
import type { Moment } from "./exported-arm.ts";
import type { NumberArray } from "./read-activations.ts";

/** Exported activations as a metric sees a network: X the input, Y the labels one-hot, Z the layers. Owns its tensors. */
export function momentSnapshot(moment: Moment, classes: number): OwnedSnapshot {
  const tf = tensors();
  const owned: Tensor2D[] = [];
  const own = (values: Float32Array): Tensor2D => {
    const tensor = tf.tensor2d(values, [moment.samples, values.length / moment.samples]);
    owned.push(tensor);
    return tensor;
  };
  const variable = (name: Variable["name"], { data }: Pick<NumberArray, "data">): Variable => ({
    name,
    values: own(data),
    memo: memoised(),
  });
  const { input } = moment;
  const x = input && variable("X", input);
  const y = variable("Y", { data: oneHot(moment.labels, classes) });
  const layers = moment.layers.map((layer, i) => ({ ...variable("Z", layer), layer: layer.name, depth: i + 1 }));
  return {
    at: { epoch: moment.epoch, step: moment.step ?? 0 },
    get x() {
      if (!x) throw new Error("the network's input was not exported: name it with --input");
      return x;
    },
    y,
    layers,
    predict: () => {
      throw new Error("stored activations have no class scores: export the logits as a layer instead");
    },
    dispose: () => tf.dispose(owned),
  };
}

function oneHot(labels: Int32Array, classes: number): Float32Array {
  const values = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => (values[row * classes + label] = 1));
  return values;
}
