import { optionsOf, resolveBlock } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { registry } from "../test/build.ts";
import { pytorchPadding } from "./pytorch-padding.ts";

it("says where padding is asymmetric: windows of stride 2, of even size, inside residual layers", () => {
  const plugin = registry.get("architecture", "resnet18");
  const drafts = plugin.expand(optionsOf(plugin, { width: 4 }), { input: [32, 32, 3], classes: 10 });
  const { layers } = resolveBlock("block", drafts.blocks[3]?.layers ?? [], [32, 32, 4], registry);
  const even = resolveBlock("even", [{ layer: "conv", options: { filters: 2, kernel: 4 } }], [8, 7, 1], registry);
  const pool = { layer: "maxpool", options: { size: 3, stride: 2, padding: "same" } };
  const classifier = resolveBlock("classifier", [pool, pool], [6, 7, 2], registry);
  const spec = { name: "n", input: [32, 32, 4], classes: 10, blocks: [{ ...even, name: "a" }], classifier };
  expect(
    pytorchPadding({
      ...spec,
      blocks: [
        { ...even, name: "a" },
        { ...even, name: "b", layers },
      ],
    }),
  ).toEqual({
    "a.0": [1, 2, 1, 2],
    "b.0.body.0": [0, 1, 0, 1],
    "classifier.0": [1, 1, 0, 1],
    "classifier.1": [0, 1, 1, 1],
  });
});
