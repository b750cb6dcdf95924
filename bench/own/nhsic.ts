import { readingOf } from "../reading-of.ts";
import { startEngine, tensors } from "@infoplane/engine";
import { dependence, regularisedKernelOf } from "@infoplane/dependence";

/** One kernel and its dependence on a prepared one, as at each snapshot. Usage: tsx bench/own/nhsic.ts <samples> <features> */
const [m = 512, d = 4096] = process.argv.slice(2).map(Number);
await startEngine();
const tf = tensors();
const settings = { width: "fixed", sigma: 5, eps: 1e-5 } as const;
const kernelOf = async (columns: number, seed: number) => {
  const values = tf.randomNormal<import("@tensorflow/tfjs-core").Rank.R2>([m, columns], 0, 1, "float32", seed);
  try {
    return await regularisedKernelOf(values, "raw", settings);
  } finally {
    values.dispose();
  }
};
const x = await kernelOf(3072, 1);
const values = tf.randomNormal<import("@tensorflow/tfjs-core").Rank.R2>([m, d], 0, 1, "float32", 2);
// A run measures many times: what the first ones compile counts only once.
const [warmUp, repetitions] = m >= 4096 ? [1, 2] : m >= 512 ? [5, 10] : [100, 100];
const times: number[] = [];
for (let repetition = 0; repetition < warmUp + repetitions; repetition++) {
  const begun = performance.now();
  const z = await regularisedKernelOf(values, "raw", settings);
  if (!x || !z) throw new Error("the Gram matrix is not finite");
  dependence(x, z);
  times.push(performance.now() - begun);
}
console.log(JSON.stringify(readingOf(times.slice(warmUp))));
