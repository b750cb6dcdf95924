import { readFileSync } from "node:fs";
import { optionsOf, type EngineName, type PluginUse } from "@infoplane/contracts";
import { clipped, createParameter, readArray, startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { registry } from "../../test/small-task.ts";

/** Numbers of PyTorch; optimizers-reference.py made them. */
export const reference = JSON.parse(readFileSync(new URL("./optimizers-reference.json", import.meta.url), "utf8")) as {
  readonly start: number[];
  readonly gradients: number[][];
  readonly optimizers: readonly {
    name: string;
    options: PluginUse["options"];
    clip: number | null;
    /** After so many steps, from 0. */
    path: { step: number; w: number[] }[];
  }[];
  readonly schedules: readonly { name: string; options: PluginUse["options"]; factors: number[] }[];
};

/** Every optimizer step by step against PyTorch's, in float32 on one engine. */
export function describeOptimizers(engine: EngineName): void {
  describe(`optimizers on ${engine}`, () => {
    beforeAll(async () => {
      await startEngine({ engine });
    });

    it.each(reference.optimizers.map((one) => ({ ...one, title: `${one.name} ${JSON.stringify(one.options)}` })))(
      "$title, clipped at $clip, walks as torch.optim does",
      ({ name, options, clip, path }) => {
        const tf = tensors();
        const before = tf.memory().numTensors;
        const start = tf.tensor1d(reference.start);
        const parameter = createParameter("w", start);
        const plugin = registry.get("optimizer", name);
        const plain = plugin.create(optionsOf(plugin, options), [parameter]);
        const optimizer = clip === null ? plain : clipped(plain, clip);
        reference.gradients.forEach((values, step) => {
          const gradient = tf.tensor1d(values);
          optimizer.update([gradient], 1);
          gradient.dispose();
          readArray(parameter).data.forEach((value, at) => {
            expect(Math.abs(value - (path[step]?.[at] ?? NaN))).toBeLessThan(3e-6);
          });
        });
        optimizer.dispose();
        parameter.dispose();
        start.dispose();
        expect(tf.memory().numTensors).toBe(before);
      },
    );
  });
}
