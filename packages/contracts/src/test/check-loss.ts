import type { Tensor } from "@tensorflow/tfjs-core";
import type { EngineContext, TensorFlow } from "../operations.ts";
import type { LossPlugin } from "../trainer.ts";
import { checkGradient, type GradientTolerance } from "./check-gradient.ts";
import type { Rows } from "./fake-snapshot.ts";
import { withoutLeaks } from "./without-leaks.ts";

/** Samples on which a loss is checked. The number of classes is the largest label plus 1. */
export interface LossCase {
  /** What the head gives: one sample per row. */
  readonly output: Rows;
  readonly labels: readonly number[];
  /** The network's input, which is also the group's; zeros by default. */
  readonly input?: Rows;
}

/** The value of a loss, whose gradient in the output is checked against numeric derivatives. No tensor may leak. */
export async function checkLoss(
  plugin: LossPlugin,
  options: object,
  { output, labels, input = output.map(() => [0]) }: LossCase,
  engine: EngineContext,
  tolerance: GradientTolerance = {},
): Promise<number> {
  const { tf } = engine;
  const loss = plugin.create(plugin.options.parse(options), engine);
  const classes = Math.max(...labels) + 1;
  return await withoutLeaks(tf, () => {
    const [at, seen, y] = [matrix(tf, output), matrix(tf, input), tf.tensor1d([...labels], "int32")];
    const value = (from: Tensor) => loss.value(from, y, { classes, input: seen, groupInput: seen });
    try {
      checkGradient(tf, value, [at], tolerance);
      return tf.tidy(() => value(at).dataSync()[0] ?? NaN);
    } finally {
      tf.dispose([at, seen, y]);
    }
  });
}

const matrix = (tf: TensorFlow, rows: Rows) => tf.tensor2d(rows.map((row) => [...row]));
