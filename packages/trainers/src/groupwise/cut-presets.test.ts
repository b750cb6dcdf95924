import { optionsOf, Registry, resolveBlock, type BlockSpec } from "@infoplane/contracts";
import { modelPlugins } from "@infoplane/models/plugins";
import { describe, expect, it } from "vitest";
import { cutBlocks } from "./cut.ts";

const registry = new Registry().add(modelPlugins, "@infoplane/models");

function blocksOf(name: string): BlockSpec[] {
  const plugin = registry.get("architecture", name);
  let shape: readonly number[] = [32, 32, 3];
  const { blocks } = plugin.expand(optionsOf(plugin, {}), { input: shape, classes: 10 });
  return blocks.map(({ layers }, index) => {
    const block = resolveBlock(`block${index + 1}`, layers, shape, registry);
    shape = block.output;
    return block;
  });
}

describe.each(registry.names("architecture"))("%s", (name) => {
  const blocks = blocksOf(name);
  const total = blocks.reduce((sum, { cost }) => sum + cost.flops, 0);
  const dearest = Math.max(...blocks.map(({ cost }) => cost.flops));

  it("is cut into any number of groups, each of whole blocks in order and none far above its share", () => {
    for (let k = 1; k <= blocks.length; k++) {
      const groups = cutBlocks(blocks, k);
      expect(groups).toHaveLength(k);
      expect(groups.flat()).toEqual(blocks.map((_, index) => index));
      const largest = Math.max(
        ...groups.map((group) => group.reduce((sum, index) => sum + (blocks[index]?.cost.flops ?? 0), 0)),
      );
      expect(largest).toBeLessThanOrEqual(total / k + dearest);
    }
  });
});
