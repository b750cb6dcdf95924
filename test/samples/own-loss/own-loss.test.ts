import { checkLoss } from "@infoplane/contracts/test";
import { startEngine } from "@infoplane/engine";
import { expect, it } from "vitest";
import { focal } from "./own-loss.ts";

const sample = {
  output: [
    [0, 0],
    [Math.log(3), 0],
  ],
  labels: [0, 1],
};

it("is (1 - p)^focus times cross-entropy, with its gradient", async () => {
  const engine = await startEngine();
  // Probabilities of the labels: 1/2 and 1/4.
  expect(await checkLoss(focal, { focus: 0 }, sample, engine)).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 5);
  const weighted = (0.5 ** 2 * Math.log(2) + 0.75 ** 2 * Math.log(4)) / 2;
  expect(await checkLoss(focal, {}, sample, engine)).toBeCloseTo(weighted, 5);
});
