import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { TensorFlow } from "../operations.ts";

/** How closely a gradient must agree with numeric derivatives. */
export interface GradientTolerance {
  /** Length of a step along a random direction. Default 1e-2. */
  readonly step?: number;
  /** Largest allowed difference from the numeric derivative, relative to the gradient's norm. Default 0.02. */
  readonly tolerance?: number;
}

/**
 * Compares the gradient of a function with central differences along one direction per argument, <g, v> = (f(a + h v) -
 * f(a - h v)) / 2h, and throws if they differ. `at`: float32 tensors, borrowed. `f` is called in a tidy and should be
 * smooth around `at`.
 */
export function checkGradient(
  tf: TensorFlow,
  f: (...values: Tensor[]) => Scalar,
  at: readonly Tensor[],
  { step = 1e-2, tolerance = 0.02 }: GradientTolerance = {},
): void {
  const { value, grads } = tf.valueAndGrads(f)([...at]);
  try {
    at.forEach((argument, index) => {
      const direction = tf.tensor(pseudoRandom(argument.size, index + 1), argument.shape);
      const moved = (by: number): number =>
        tf.tidy(() => {
          const values = at.map((other, place) => (place === index ? tf.add(other, tf.mul(direction, by)) : other));
          return numberOf(f(...values));
        });
      const numeric = (moved(step) - moved(-step)) / (2 * step);
      const gradient = grads[index];
      if (!gradient) throw new Error(`argument ${index + 1} has no gradient`);
      const [analytic, norm] = tf.tidy(() => [
        numberOf(tf.sum(tf.mul(gradient, direction))),
        numberOf(tf.norm(gradient) as Scalar),
      ]);
      direction.dispose();
      // Not `>`: NaN counts as a difference.
      if (!(Math.abs(analytic - numeric) <= tolerance * Math.max(norm, 1e-3)))
        throw new Error(`the derivative in argument ${index + 1} is ${numeric}, and its gradient says ${analytic}`);
    });
  } finally {
    tf.dispose([value, ...grads]);
  }
}

const numberOf = (scalar: Tensor): number => scalar.dataSync()[0] ?? NaN;

/** Numbers between -1.5 and 1.5, the same each time. */
export function pseudoRandom(size: number, salt: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => {
    const wave = Math.sin(12.9898 * (index + 1) + 78.233 * salt) * 43758.5453;
    return 3 * (wave - Math.floor(wave)) - 1.5;
  });
}
