import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { currentEngine, tensors } from "../choose/engine.ts";
import { RawTensors } from "../native/raw-tensors.ts";
import type { Padding } from "./conv2d.ts";
import { attr, cast, idOf, tensorOf } from "./kernel.ts";

/**
 * `maxPool` that keeps the place of each maximum, so that its gradient need not look for it again: for few values, where
 * `tiledMaxPool` spends its time between kernels. Places are int64 in libtensorflow and kept as int32, which tfjs has.
 */
export function indexedMaxPool(x: Tensor4D, size: number, stride: number, padding: Padding): Tensor4D {
  const attributes = [
    attr.type("T"),
    attr.type("Targmax", "int64"),
    attr.ints("ksize", [1, size, size, 1]),
    attr.ints("strides", [1, stride, stride, 1]),
    attr.string("padding", padding.toUpperCase()),
    attr.bool("include_batch_in_index", true),
  ];
  const op = tensors().customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor4D, (saved: Tensor[]) => void];
    const [value, places] = withPlaces((raw) => {
      const [largest, index] = raw.binding.executeOp("MaxPoolWithArgmax", attributes, [idOf(input)], 2);
      if (!largest || !index) throw new Error("MaxPoolWithArgmax gave nothing");
      raw.own(index.id);
      return [largest, raw.binding.executeOp("Cast", cast("int64", "int32"), [index.id], 1)[0]];
    });
    save([input, places as Tensor]);
    return {
      value: value as Tensor4D,
      gradFunc: (dy: Tensor, [saved, index]: Tensor[]) =>
        withPlaces((raw) => {
          const [at = 0] = raw.execute("Cast", cast("int32", "int64"), [idOf(index as Tensor)]);
          return raw.binding.executeOp("MaxPoolGradWithArgmax", attributes, [idOf(saved as Tensor), idOf(dy), at], 1);
        })[0] as Tensor,
    };
  });
  return op(x);
}

/** Frees what lies between. */
function withPlaces(work: (raw: RawTensors) => readonly (Parameters<typeof tensorOf>[0] | undefined)[]): Tensor[] {
  const { binding } = currentEngine();
  if (!binding) throw new Error("places of maxima need a native engine");
  const raw = new RawTensors(binding);
  try {
    return work(raw).flatMap((output) => (output ? [tensorOf(output)] : []));
  } finally {
    raw.free();
  }
}
