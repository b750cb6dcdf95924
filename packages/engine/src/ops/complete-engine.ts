import { createRequire } from "node:module";
import type { Engine } from "../choose/engine.ts";
import type {
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropFilterInputs,
  KernelFunc,
  Tensor4D,
} from "@tensorflow/tfjs-core";
import { conv2dBackpropFilter } from "./conv2d-backprop-filter.ts";

const require = createRequire(import.meta.url);
const kernelName = "Conv2DBackpropFilter";

/** Adds what a plain tfjs backend lacks for training: all gradients, and an efficient filter gradient. */
export function completeEngine(tf: Engine["tf"]): void {
  // Registers the gradients with the one tfjs-core of this process, which has none by itself.
  require("@tensorflow/tfjs");
  const backendName = tf.getBackend();
  // wasm has no such kernel; cpu's takes most of a training step.
  if (tf.getKernelsForBackend(backendName).some((kernel) => kernel.kernelName === kernelName)) {
    tf.unregisterKernel(kernelName, backendName);
  }
  tf.registerKernel({ kernelName, backendName, kernelFunc: filterGradientKernel });
}

/** `conv2dBackpropFilter` as a tfjs kernel function. */
const filterGradientKernel: KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as unknown as Record<keyof Conv2DBackpropFilterInputs, Tensor4D>;
  const { filterShape, strides, pad } = attrs as unknown as Conv2DBackpropFilterAttrs;
  const stride: readonly [number, number] = typeof strides === "number" ? [strides, strides] : strides;
  if (typeof pad !== "string" && typeof pad !== "number") throw new Error("explicit padding per edge is not supported");
  return conv2dBackpropFilter(x, dy, filterShape, stride, pad);
};
