import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { LayerPlugin, Pass, WeightSpec } from "../layer.ts";
import type { EngineContext, TensorFlow } from "../operations.ts";
import { formatShape, sizeOf, type Shape } from "../shape.ts";
import { checkGradient, pseudoRandom, type GradientTolerance } from "./check-gradient.ts";
import { withoutLeaks } from "./without-leaks.ts";

const batch = 3;

/**
 * Checks a layer without nested layers against its declaration: its output has the shape that `shape` returns, it has
 * as many parameters as `cost` says, its gradients in the input and the parameters are those of its output, and it
 * leaks no tensor. Throws what is wrong.
 */
export async function checkLayer(
  plugin: LayerPlugin,
  given: object,
  input: Shape,
  engine: EngineContext,
  tolerance: GradientTolerance = {},
): Promise<void> {
  const { tf } = engine;
  const options = plugin.options.parse(given);
  const output = plugin.shape(options, input, () => undefined);
  const cost = plugin.cost(options, input, output);
  const spec = { layer: plugin.name, options: {}, input, output, cost };
  const layer = plugin.create(options, { ...engine, spec, inner: () => undefined });
  const parameters = layer.weights.filter(({ role }) => role === "parameter");
  const count = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (count !== cost.parameters) throw new Error(`it has ${count} parameters, and its cost says ${cost.parameters}`);

  await withoutLeaks(tf, () => {
    const states = layer.weights.filter(({ role }) => role === "state").map(({ name }) => name);
    const values = new Map(layer.weights.map((weight, index) => [weight.name, initial(tf, weight, index)]));
    const x = tf.tensor(pseudoRandom(batch * sizeOf(input), 100), [batch, ...input]);
    const apply = (from: Tensor, trained: readonly Tensor[]): Tensor => {
      const own = new Map(parameters.map(({ name }, index) => [name, trained[index]]));
      const weight = (name: string): Tensor => own.get(name) ?? values.get(name) ?? fail(`it has no weight ${name}`);
      const pass: Pass = {
        training: true,
        key: () => [1, 2],
        setState: (name) => {
          if (!states.includes(name)) fail(`it sets ${name}, which is no state`);
        },
      };
      return layer.apply(from, weight, pass);
    };
    try {
      const trained = parameters.map(({ name }) => values.get(name) ?? fail(`it has no weight ${name}`));
      const found = tf.tidy(() => apply(x, trained).shape);
      if (formatShape(found) !== formatShape([batch, ...output]))
        throw new Error(`its output is ${formatShape(found)}, and its shape says ${formatShape([batch, ...output])}`);
      const weights = tf.tensor(pseudoRandom(batch * sizeOf(output), 200), [batch, ...output]);
      const project = (from: Tensor, ...rest: Tensor[]) => tf.sum<Scalar>(tf.mul(apply(from, rest), weights));
      checkGradient(tf, project, [x, ...trained], tolerance);
      weights.dispose();
    } finally {
      tf.dispose([x, ...values.values()]);
    }
  });
}

function initial(tf: TensorFlow, { shape, init }: WeightSpec, salt: number): Tensor {
  if (init.kind === "constant") return tf.fill([...shape], init.value);
  const std = init.kind === "he" ? Math.sqrt(2 / init.fanIn) : init.std;
  return tf.tensor(
    pseudoRandom(sizeOf(shape), salt).map((value) => value * std),
    [...shape],
  );
}

function fail(message: string): never {
  throw new Error(message);
}
