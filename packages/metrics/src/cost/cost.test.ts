import type { Measurement, NetworkView, PluginByKind, Snapshot } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { cost } from "./cost.ts";
import { peakMemory, stepTime } from "./step-costs.ts";

async function measure(metric: PluginByKind["metric"], network: Partial<NetworkView>): Promise<readonly Measurement[]> {
  const made = await metric.create({}, {} as never);
  return made.measure({ at: { epoch: 1, step: 0 }, network } as unknown as Snapshot);
}

describe("cost", () => {
  it("sums blocks and classifier, and lists each", async () => {
    const part = (block: string, depth: number, n: number) => ({
      block,
      depth,
      parameters: [],
      cost: { parameters: n, flops: 10 * n, activations: 100 * n },
    });
    const found = await measure(cost, {
      blocks: [part("block1", 1, 1), part("block2", 2, 2)],
      classifier: part("classifier", 3, 4),
    });
    const whole = found.filter(({ block }) => block === undefined);
    expect(whole.map(({ quantity, value }) => [quantity, value])).toEqual([
      ["parameters", 7],
      ["flops", 70],
      ["activations", 700],
    ]);
    expect(found.filter(({ quantity }) => quantity === "flops").map(({ block, value }) => [block, value])).toEqual([
      [undefined, 70],
      ["block1", 10],
      ["block2", 20],
      ["classifier", 40],
    ]);
  });
});

describe("step-time and peak-memory", () => {
  it("belong to the last finished epoch, marked as not repeatable where they are not", async () => {
    const network = { steps: { steps: 7, secondsPerStep: 0.25, peakBytes: 4096 } };
    expect(await measure(stepTime, network)).toEqual([{ value: 0.25, unit: "s", steps: 7, repeatable: false }]);
    expect(await measure(peakMemory, network)).toMatchObject([{ value: 4096, unit: "B", repeatable: true }]);
  });

  it("are null before the first step", async () => {
    expect((await measure(stepTime, {}))[0]?.value).toBeNaN();
  });
});
