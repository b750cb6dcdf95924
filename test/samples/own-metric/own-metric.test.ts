import { fakeRun, takeMetric, type FakeRecord, type Rows } from "@infoplane/contracts/test";
import { startEngine } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { participationRatio, plugins } from "./own-metric.ts";

let tf: typeof import("@tensorflow/tfjs-core");
beforeAll(async () => ({ tf } = await startEngine()));

/** The records of blocks with these outputs; no tensor may be left behind. */
const measure = (...blocks: Rows[]) => takeMetric(participationRatio, {}, { blocks }, { tf });

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
    const quantity = "participation-ratio";
    const row = (epoch: number, seed: number): FakeRecord => {
      return { metric: quantity, quantity, value: epoch + seed, epoch, seed, block: "block1" };
    };
    const run = fakeRun([row(0, 1), row(1, 1), row(1, 2), { metric: "nhsic", quantity: "nhsic", value: 1, epoch: 2 }]);
    expect(figure?.spec(run)).toMatchObject({ data: { values: [row(1, 1), row(1, 2)] } });
    expect(figure?.spec(fakeRun([]))).toBeUndefined();
    expect(figure?.caption(run)).toContain("2 seeds");
  });

  it("is what the module hands over", () => {
    expect(plugins.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["metric participation-ratio"]);
  });
});
