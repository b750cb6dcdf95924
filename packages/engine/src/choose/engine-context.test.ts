import { expect, it } from "vitest";
import { engineContext } from "./engine.ts";
import { startEngine } from "./start-engine.ts";

it("provides the tensor library, and the operations that the contract names", async () => {
  expect(() => engineContext()).toThrow("no tensor engine was started");
  const engine = await startEngine({ engine: "js" });
  const { tf, ops } = engineContext();
  expect([tf, ops]).toEqual([engine.tf, engine.ops]);
  const image = tf.ones<import("@tensorflow/tfjs-core").Rank.R4>([1, 2, 2, 1]);
  expect([...ops.maxPool(ops.relu(image), 2, 2, "valid").dataSync()]).toEqual([1]);
});
