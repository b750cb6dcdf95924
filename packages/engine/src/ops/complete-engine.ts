import { createRequire } from "node:module";
import type { Engine } from "../choose/engine.ts";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beatsOneDnn, conv2dBackpropFilterKernel } from "./conv2d-backprop-filter.ts";

const require = createRequire(import.meta.url);
const kernelName = "Conv2DBackpropFilter";

/** Adds what a plain tfjs backend lacks for training: the gradients of all operations, and a good filter gradient. */
export function completeEngine(tf: Engine["tf"]): void {
  // Registers the gradients with the one tfjs-core of this process; tfjs-core alone has none.
  require("@tensorflow/tfjs");
  const backendName = tf.getBackend();
  // wasm has no such kernel; that of cpu takes most of a training step.
  if (tf.getKernelsForBackend(backendName).some((kernel) => kernel.kernelName === kernelName)) {
    tf.unregisterKernel(kernelName, backendName);
  }
  tf.registerKernel({ kernelName, backendName, kernelFunc: conv2dBackpropFilterKernel });
}

/** Takes filter gradients of small images on a processor away from libtensorflow, which is slow at them. */
export function tuneNativeCpu(tf: Engine["tf"]): void {
  const backendName = tf.getBackend();
  const kernel = tf.getKernel(kernelName, backendName);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) =>
      beatsOneDnn(call.inputs as unknown as Record<"x" | "dy", Tensor4D>)
        ? conv2dBackpropFilterKernel(call)
        : kernel.kernelFunc(call),
  });
}
