import { readingOf } from "../reading-of.ts";
import { linalg, startEngine, tensors } from "@infoplane/engine";
import { dependence, gram, regularisedKernel } from "@infoplane/dependence";

/** One kernel and its dependence on a prepared one, as at each snapshot. Usage: tsx bench/own/nhsic.ts <samples> <features> */
const [m = 512, d = 4096] = process.argv.slice(2).map(Number);
await startEngine();
const tf = tensors();
const settings = { width: "fixed", sigma: 5, eps: 1e-5 } as const;
const kernelOf = async (columns: number, seed: number) => {
  const values = tf.randomNormal<import("@tensorflow/tfjs-core").Rank.R2>([m, columns], 0, 1, "float32", seed);
  try {
    return regularisedKernel(await gram(values, "raw"), columns, settings, linalg());
  } finally {
    values.dispose();
  }
};
const x = await kernelOf(3072, 1);
const values = tf.randomNormal<import("@tensorflow/tfjs-core").Rank.R2>([m, d], 0, 1, "float32", 2);
const repetitions = m >= 4096 ? 2 : 5;
const times: number[] = [];
for (let repetition = 0; repetition <= repetitions; repetition++) {
  const begun = performance.now();
  const z = regularisedKernel(await gram(values, "raw"), d, settings, linalg());
  if (!x || !z) throw new Error("the Gram matrix is not finite");
  dependence(x, z);
  times.push(performance.now() - begun);
}
console.log(JSON.stringify(readingOf(times.slice(1))));
