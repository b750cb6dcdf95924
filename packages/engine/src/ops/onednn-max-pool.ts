import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { type Engine, currentEngine } from "../choose/engine.ts";
import type { NativeBinding } from "../native/native-binding.ts";
import { RawTensors } from "../native/raw-tensors.ts";
import type { Padding } from "@infoplane/contracts";
import { attr, backendBinding, idOf, tensorOf, type Attribute } from "./kernel.ts";
import { withGradients } from "./with-gradients.ts";

/**
 * Max pooling with oneDNN's kernels, one per direction, which libtensorflow does not expose for single operations. The
 * forward kernel records the positions of the maxima, one byte each, so that no image is kept; NaN does not propagate.
 * Takes at most half the time of `pairedMaxPool`, and a third of libtensorflow's own gradient; same bits.
 *
 * x: float32 [n, h, w, c], borrowed. Returns a new [n, h', w', c]. The gradient goes to the first of equal values, row
 * by row. Only if `hasOneDnnMaxPool()`.
 */
export function oneDnnMaxPool(x: Tensor4D, size: number, stride: number, padding: Padding): Tensor4D {
  const binding = backendBinding();
  const attributes = attributesOf(size, stride, padding);
  const value = withGradients(
    [x],
    (save) => {
      const [maxima, places] = binding.executeOp("_MklNativeMaxPool", attributes, [idOf(x)], 2);
      if (!maxima || !places) throw new Error("_MklNativeMaxPool gave nothing");
      // tfjs has no uint8: `bool` is its one-byte type, used for its memory accounting. Nothing reads it in JavaScript.
      save([tensorOf({ ...places, dtype: binding.TF_BOOL })]);
      return tensorOf(maxima);
    },
    (dy, [places]) => [() => gradient(binding, attributes, x.shape, dy, places as Tensor)],
  );
  return value as Tensor4D;
}

/** Its gradient in x, of which only the shape is used: uninitialised memory stands in for x. */
function gradient(
  binding: NativeBinding,
  attributes: readonly Attribute[],
  shape: readonly number[],
  dy: Tensor,
  places: Tensor,
): Tensor {
  const raw = new RawTensors(binding);
  try {
    const [like = NaN] = raw.execute("Empty", [attr.type("dtype"), attr.bool("init", false)], [raw.ints(shape)]);
    const flow = idOf(dy);
    return tensorOf(raw.output("_MklNativeMaxPoolGrad", attributes, [like, flow, flow, idOf(places)]));
  } finally {
    raw.free();
  }
}

const attributesOf = (size: number, stride: number, padding: Padding): Attribute[] => [
  attr.type(),
  attr.ints("ksize", [1, size, size, 1]),
  attr.ints("strides", [1, stride, stride, 1]),
  attr.string("padding", padding.toUpperCase()),
  attr.nhwc,
  attr.bool("workspace_enabled", true),
  // The label under which libtensorflow registers oneDNN kernels.
  attr.string("_kernel", "MklNameChangeOp"),
];

const offers = new WeakMap<Engine, boolean>();

/** Whether this process's engine has these kernels: libtensorflow on a CPU, built with oneDNN and not disabled. */
export function hasOneDnnMaxPool(): boolean {
  const engine = currentEngine();
  let has = offers.get(engine);
  if (has === undefined) offers.set(engine, (has = tries(engine)));
  return has;
}

/** Builds without oneDNN do not know these operations. */
function tries({ info, tf }: Engine): boolean {
  if (info.name !== "native-cpu" || process.env["TF_ENABLE_ONEDNN_OPTS"] === "0") return false;
  try {
    return tf.tidy(() => {
      const x: Tensor4D = tf.tensor4d([1, 4, 3, 2], [1, 2, 2, 1]);
      const dx = tf.grad((t) => oneDnnMaxPool(t as Tensor4D, 2, 2, "valid"))(x);
      return [...dx.dataSync()].join() === "0,1,0,0";
    });
  } catch {
    return false;
  }
}
