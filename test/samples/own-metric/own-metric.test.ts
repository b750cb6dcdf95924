import type { Measurement, RunView, Snapshot } from "@infoplane/contracts";
import { startEngine } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { participationRatio, plugins } from "./own-metric.ts";

let tf: typeof import("@tensorflow/tfjs-core");
beforeAll(async () => ({ tf } = await startEngine()));

/** The records of blocks with these outputs; no tensor may be left behind. */
async function measure(...outputs: number[][][]): Promise<readonly Measurement[]> {
  const blocks = outputs.map((rows, index) => ({
    name: "Z",
    block: `block${index + 1}`,
    depth: index + 1,
    values: tf.tensor2d(rows),
  }));
  const before = tf.memory().numTensors;
  const metric = await participationRatio.create({}, { tf });
  const found = await metric.measure({ blocks } as unknown as Snapshot);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(blocks.map((block) => block.values));
  return found;
}

describe("participation-ratio", () => {
  it("is 1 on a line, and the number of directions of equal spread", async () => {
    const line = [1, 2, 3, 4].map((t) => [t, 2 * t, 5 - t]);
    const axes = [0, 1, 2].flatMap((k) => [-1, 1].map((side) => [0, 1, 2].map((axis) => (axis === k ? side : 0))));
    const found = await measure(line, axes);
    expect(found.map((record) => record.value)).toEqual([expect.closeTo(1, 5), expect.closeTo(3, 5)]);
    expect(found.map(({ block, depth }) => [block, depth])).toEqual([
      ["block1", 1],
      ["block2", 2],
    ]);
  });

  it("equals (a + b)² / (a² + b²) for variances a and b, wherever the centre is", async () => {
    // Variances 2 and 18 (over m): (2 + 18)² / (2² + 18²) = 400 / 328.
    const rows = [
      [102, 5],
      [98, 5],
      [100, 11],
      [100, -1],
    ];
    expect((await measure(rows))[0]?.value).toBeCloseTo(400 / 328, 5);
  });

  it("is not a number for an output that never changes, which a record holds as null", async () => {
    const same = [1, 1, 1].map(() => [0, 0]);
    expect((await measure(same))[0]?.value).toBeNaN();
  });

  it("draws the last epoch's records, and nothing without records", () => {
    const figure = participationRatio.figures?.[0];
    const record = (epoch: number, value: number) => ({ metric: "participation-ratio", epoch, value, block: "block1" });
    const run = (records: unknown[]) => ({ records, experiment: { seeds: [1, 2] } }) as unknown as RunView;
    const spec = figure?.spec(run([record(0, 1), record(1, 2), { metric: "nhsic", epoch: 2 }]));
    expect(spec?.["data"]).toEqual({ values: [record(1, 2)] });
    expect(figure?.spec(run([]))).toBeUndefined();
    expect(figure?.caption(run([]))).toContain("2 seeds");
  });

  it("is what the module hands over", () => {
    expect(plugins.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["metric participation-ratio"]);
  });
});
