import { takeMetric } from "@infoplane/contracts/test";
import { startEngine } from "@infoplane/engine";
import { metricContext } from "@infoplane/metrics/context";
import { expect, it } from "vitest";
import { labelOverInput } from "./own-dependence.ts";

it("is positive for a block that holds the label, negative for one that holds the input, null for a constant one", async () => {
  await startEngine();
  const labels = Array.from({ length: 24 }, (_, i) => i % 2);
  const y = labels.map((label) => [label, 1 - label]);
  const x = labels.map((_, i) => [Math.sin(i), Math.cos(2 * i), Math.sin(3 * i)]);
  const constant = labels.map(() => [1]);
  const found = await takeMetric(labelOverInput, {}, { x, y, blocks: [y, x, constant] }, metricContext());
  const [label, input, nothing] = found.map(({ value }) => value);
  expect(label).toBeGreaterThan(0.5);
  expect(input).toBeLessThan(-0.5);
  expect(nothing).toBeNaN();
  expect(found[0]).toMatchObject({ block: "block1", depth: 1 });
});
