import { checkLayer } from "@infoplane/contracts/test";
import { startEngine } from "@infoplane/engine";
import { expect, it } from "vitest";
import { swish } from "./own-layer.ts";

it("has the shape, the cost and the gradients that it says", async () => {
  const engine = await startEngine();
  await expect(checkLayer(swish, { start: 1.5 }, [4, 4, 2], engine)).resolves.toBeUndefined();
  const wrong = { ...swish, cost: () => ({ parameters: 2, flops: 0, activations: 0 }) };
  await expect(checkLayer(wrong, {}, [4], engine)).rejects.toThrow("1 parameters, and its cost says 2");
});
