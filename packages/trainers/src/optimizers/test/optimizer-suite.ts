import { readFileSync } from "node:fs";
import { optionsOf, type EngineName, type PluginRef } from "@infoplane/contracts";
import { clipped, createParameter, engineContext, readArray, startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { registry } from "../../test/small-task.ts";

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

interface Case {
  readonly name: string;
  readonly options: PluginRef["options"];
  readonly clip: number | null;
}

/** Numbers from PyTorch, made by optimizers-reference.py. */
export const reference = read("./optimizers-reference.json") as {
  readonly start: number[];
  readonly gradients: number[][];
  readonly optimizers: readonly (Case & { path: number[][] })[];
  readonly schedules: readonly { name: string; options: PluginRef["options"]; factors: number[] }[];
};

/** The same over 300 steps, made by optimizers-long.py. A few steps of each path: the step, then the weights. */
const long = read("./optimizers-long.json") as {
  readonly gradients: number[][];
  readonly optimizers: readonly (Case & { path: number[][] })[];
};

const titled = <C extends Case>(cases: readonly C[]): (C & { readonly title: string })[] =>
  cases.map((one) => ({ ...one, title: `${one.name} ${JSON.stringify(one.options)}` }));

/** Every optimizer step by step against PyTorch's, in float32 on one engine. */
export function describeOptimizers(engine: EngineName): void {
  describe(`optimizers on ${engine}`, () => {
    beforeAll(async () => {
      await startEngine({ engine });
    });

    it.each(titled(reference.optimizers))("$title, clipped at $clip, follows torch.optim", (one) => {
      walk(one, reference.gradients, (weights, step) => {
        weights.forEach((value, at) => {
          expect(Math.abs(value - (one.path[step]?.[at] ?? NaN))).toBeLessThan(1e-6);
        });
      });
    });

    it.each(titled(long.optimizers))("$title, clipped at $clip, matches torch.optim after 300 steps", (one) => {
      const expected = new Map(one.path.map(([step, ...weights]) => [step, weights]));
      const largest = Math.max(...one.path.flatMap(([, ...weights]) => weights.map(Math.abs)));
      let compared = 0;
      walk(one, long.gradients, (weights, step) => {
        for (const [at, value] of (expected.get(step) ?? []).entries()) {
          expect(Math.abs((weights[at] ?? NaN) - value) / largest, `step ${step}`).toBeLessThan(2e-6);
          compared++;
        }
      });
      expect(compared).toBe(4 * expected.size);
    });
  });
}

function walk(
  { name, options, clip }: Case,
  gradients: readonly number[][],
  look: (weights: Float32Array | Int32Array, step: number) => void,
): void {
  const tf = tensors();
  const before = tf.memory().numTensors;
  const start = tf.tensor1d(reference.start);
  const parameter = createParameter("w", start);
  const plain = registry
    .get("optimizer", name)
    .create(optionsOf(registry.get("optimizer", name), options), [parameter], engineContext());
  const optimizer = clip === null ? plain : clipped(plain, clip);
  gradients.forEach((values, step) => {
    const gradient = tf.tensor1d(values);
    optimizer.update([gradient], 1);
    gradient.dispose();
    look(readArray(parameter).data, step);
  });
  optimizer.dispose();
  parameter.dispose();
  start.dispose();
  expect(tf.memory().numTensors).toBe(before);
}
