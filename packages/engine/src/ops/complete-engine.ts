import { createRequire } from "node:module";
import type * as tfjs from "@tensorflow/tfjs-core";
import { conv2dBackpropFilterKernel } from "./conv2d-backprop-filter.ts";

const require = createRequire(import.meta.url);

/** Adds what a plain tfjs backend lacks for training: the gradients of all operations, and kernels that it never had. */
export function completeEngine(tf: typeof tfjs): void {
  // Registers the gradients with the one tfjs-core of this process; tfjs-core alone has none.
  require("@tensorflow/tfjs");
  const backendName = tf.getBackend();
  const registered = tf
    .getKernelsForBackend(backendName)
    .some(({ kernelName }) => kernelName === "Conv2DBackpropFilter");
  if (!registered) {
    tf.registerKernel({ kernelName: "Conv2DBackpropFilter", backendName, kernelFunc: conv2dBackpropFilterKernel });
  }
}
