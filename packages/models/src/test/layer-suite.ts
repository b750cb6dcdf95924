import { readFileSync } from "node:fs";
import type { BlockSpec, DenseArray, EngineName, LayerDraft, Module } from "@infoplane/contracts";
import { startEngine, Streams, tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createModule } from "../module.ts";
import { block, preset, registry } from "./build.ts";

interface Case {
  readonly name: string;
  readonly input: number[];
  readonly layers: LayerDraft[] | { architecture: string; options: object; block: number };
  readonly x: number[];
  readonly y: number[];
  readonly dx: number[];
  readonly weights: { name: string; shape: number[]; value: number[]; gradient: number[] }[];
}
export interface Reference {
  readonly parameters: Readonly<Record<string, number>>;
  readonly cases: readonly Case[];
}

/** PyTorch's float64 results, written by pytorch-reference.py. */
export const reference = JSON.parse(
  readFileSync(new URL("pytorch-reference.json", import.meta.url), "utf8"),
) as Reference;

/** The layers that have weights, on one engine: values and gradients. A process has one engine. */
export function describeLayers(engine: EngineName): void {
  describe(`layers on ${engine}`, () => {
    beforeAll(async () => {
      await startEngine({ engine });
    });

    it.each(reference.cases)("$name gives PyTorch's values and gradients", (given) => {
      const tf = tensors();
      const before = tf.memory().numTensors;
      const module = createModule(specOf(given), { registry, streams: new Streams(1) });
      expect(module.parameters.map(({ name }) => name)).toEqual(
        given.weights.map(({ name }) => fullName(module, name)),
      );
      module.load(new Map(given.weights.map((w) => [fullName(module, w.name), array(w.shape, w.value)])));
      tf.tidy(() => {
        const x = tf.tensor(given.x, [given.x.length / size(given.input), ...given.input]);
        expectClose(apply(module, x, read(module)), given.y, 1e-5);
        const { dx, gradients } = derivatives(module, x);
        expectClose(dx, given.dx, 5e-5);
        given.weights.forEach(({ gradient }, place) => expectClose(gradients[place]!, gradient, 5e-5));
      });
      module.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it.each(reference.cases)("$name has the gradient of its own values", (given) => {
      const tf = tensors();
      const module = createModule(specOf(given), { registry, streams: new Streams(1) });
      module.load(new Map(given.weights.map((w) => [fullName(module, w.name), array(w.shape, w.value)])));
      tf.tidy(() => {
        const x = tf.tensor(given.x, [given.x.length / size(given.input), ...given.input]);
        const { dx, gradients } = derivatives(module, x);
        const inputs = [x, ...read(module)];
        [dx, ...gradients].forEach((gradient, place) => {
          const at = inputs[place]!;
          const direction = tf.tensor(
            Float32Array.from({ length: at.size }, (_, i) => Math.cos(2.3 * i + place)),
            at.shape,
          );
          const step = 2e-3;
          const [ahead, behind] = [step, -step].map((by) => {
            const moved = inputs.map((value, index) =>
              index === place ? tf.add(value, tf.mul(direction, by)) : value,
            );
            const [first, ...weights] = moved as [Tensor, ...Tensor[]];
            return weighted(apply(module, first, weights).dataSync());
          }) as [number, number];
          const exact = (gradient.dataSync() as Float32Array).reduce(
            (sum, g, i) => sum + g * Math.cos(2.3 * i + place),
            0,
          );
          expect(Math.abs((ahead - behind) / (2 * step) - exact)).toBeLessThan(2e-2 * Math.max(1, Math.abs(exact)));
        });
      });
      module.dispose();
    });
  });
}

function specOf({ layers, input }: Case): BlockSpec {
  if (Array.isArray(layers)) return block(input, ...layers);
  const { architecture, options, block: place } = layers;
  // A 2x10 image in patches of 2x2 gives the five tokens of the case.
  return preset(architecture, { ...options, patch: 2 }, [2, 2 * (input[0] ?? 0), 3]).blocks[place]!;
}

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
const fullName = (module: Module, name: string): string => `${module.spec.name}/${name}`;
const array = (shape: number[], value: number[]): DenseArray => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(value),
});
const read = (module: Module): Tensor[] => module.parameters.map((parameter) => parameter.read());
const apply = (module: Module, x: Tensor, weights: readonly Tensor[]): Tensor =>
  module.apply(x, weights, { training: true, at: { epoch: 0, step: 0 } });
const factor = (index: number): number => Math.sin(1.7 * index) + 0.3;
const weighted = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value, index) => sum + value * factor(index), 0);

function derivatives(module: Module, x: Tensor): { dx: Tensor; gradients: Tensor[] } {
  const tf = tensors();
  const objective = (...[input, ...weights]: Tensor[]): Tensor => {
    const y = apply(module, input!, weights);
    return tf.sum(
      tf.mul(
        y,
        tf.tensor(
          Float32Array.from({ length: y.size }, (_, i) => factor(i)),
          y.shape,
        ),
      ),
    );
  };
  const [dx, ...gradients] = tf.grads(objective)([x, ...read(module)]) as [Tensor, ...Tensor[]];
  return { dx, gradients };
}

function expectClose(actual: Tensor, expected: readonly number[], tolerance: number): void {
  const values = actual.dataSync();
  expect(values.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  expect(Math.max(...expected.map((value, index) => Math.abs(value - (values[index] ?? NaN)))) / scale).toBeLessThan(
    tolerance,
  );
}
