import { readFileSync } from "node:fs";
import { optionsOf, type LossContext } from "@infoplane/contracts";
import { engineContext, startEngine, tensors } from "@infoplane/engine";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { registry } from "../test/small-task.ts";

interface Case {
  readonly loss: string;
  readonly options: object;
  readonly shape: number[];
  readonly z: number[];
  readonly y: number[];
  readonly input?: number[];
  readonly inputShape?: number[];
  readonly value: number;
  readonly gradient: number[];
}

const cases = JSON.parse(
  readFileSync(new URL("./test/losses-reference.json", import.meta.url), "utf8"),
) as readonly Case[];

beforeAll(async () => {
  await startEngine();
});

const created = (name: string, options: object) => {
  const plugin = registry.get("loss", name);
  return plugin.create(optionsOf(plugin, options), engineContext());
};

/** Value and gradient in z; fails if a tensor leaks. */
function differentiate(loss: (z: Tensor) => Tensor, z: Tensor): { value: number; gradient: Float32Array } {
  const tf = tensors();
  const before = tf.memory().numTensors;
  const { value, grad } = tf.valueAndGrad((x: Tensor) => loss(x))(z);
  const found = { value: value.dataSync()[0] ?? NaN, gradient: grad.dataSync<"float32">() };
  tf.dispose([value, grad]);
  expect(tf.memory().numTensors).toBe(before);
  return found;
}

const worst = (found: ArrayLike<number>, wanted: readonly number[]): number =>
  Math.max(...wanted.map((value, at) => Math.abs(value - (found[at] ?? NaN)))) / Math.max(...wanted.map(Math.abs));

describe("losses", () => {
  it.each(
    cases.map((one) => ({ ...one, title: `${one.loss} ${JSON.stringify(one.options)} on [${one.shape.join()}]` })),
  )("$title: value and gradient are PyTorch's", (one) => {
    const tf = tensors();
    const z = tf.tensor(one.z, one.shape);
    const y = tf.tensor1d(one.y, "int32");
    const input = one.input ? tf.tensor(one.input, one.inputShape) : z;
    const context: LossContext = { classes: 3, input, groupInput: z };
    const loss = created(one.loss, one.options);
    const { value, gradient } = differentiate((at) => loss.value(at, y, context), z);
    expect(Math.abs(value - one.value)).toBeLessThan(2e-6 * Math.max(1, one.value));
    expect(worst(gradient, one.gradient)).toBeLessThan(2e-5);
    tf.dispose([z, y, input]);
  });

  it.each(["supervised-contrastive", "similarity"])("%s gives no infinity for features that are all zero", (name) => {
    const tf = tensors();
    const [z, y] = [tf.zeros([4, 3, 3, 5]), tf.tensor1d([0, 1, 0, 1], "int32")];
    const { value, gradient } = differentiate(
      (at) => created(name, {}).value(at, y, { classes: 2, input: z, groupInput: z }),
      z,
    );
    expect(Number.isFinite(value)).toBe(true);
    expect([...gradient].every(Number.isFinite)).toBe(true);
    tf.dispose([z, y]);
  });

  it("nhsic-regulariser falls when features carry more information about its target", () => {
    const tf = tensors();
    const input = tf.tensor2d(
      Array.from({ length: 48 }, (_, at) => Math.sin(at * at)),
      [16, 3],
    );
    const other = tf.tensor2d(
      Array.from({ length: 48 }, (_, at) => Math.cos(at * at * 3)),
      [16, 3],
    );
    const y = tf.zeros([16], "int32");
    const loss = created("nhsic-regulariser", { lambda: 2, eps: 0.01 });
    const local = created("nhsic-regulariser", { lambda: 2, eps: 0.01, with: "local" });
    const at = (which: typeof loss, z: Tensor): number =>
      differentiate((x) => which.value(x, y, { classes: 2, input, groupInput: other }), z).value;
    expect(at(loss, input)).toBeLessThan(at(loss, other));
    expect(at(local, other)).toBeLessThan(at(local, input));
    tf.dispose([input, other, y]);
  });
});
