import { createHash } from "node:crypto";
import { InfoplaneError, Registry, type PluginRef } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { crop } from "../augment/crop.ts";
import { flip } from "../augment/flip.ts";
import { messages } from "../messages.ts";
import { toyDataset } from "../test/toy-dataset.ts";
import { SampleBatches, type ArrayBatch } from "./sample-batches.ts";

const registry = new Registry().add([flip, crop], "test");
const dataset = toyDataset(1003, 200);
const both: PluginRef[] = [
  { name: "crop", options: { pad: 1 } },
  { name: "flip", options: { probability: 0.5 } },
];
const batches = (seed: number, batch = 100, augment: PluginRef[] = both) =>
  new SampleBatches(dataset, { batch, augment }, seed, registry);
const plain = (seed: number, batch = 100) => batches(seed, batch, []);

/** The sample in each row of an unaugmented batch. */
function identities(x: Float32Array): number[] {
  const { mean, std } = dataset.normalisation;
  const byte = (value: number, c: number) => Math.round((value * std[c]! + mean[c]!) * 255);
  return Array.from({ length: x.length / 48 }, (_, row) => byte(x[row * 48]!, 0) + 256 * byte(x[row * 48 + 1]!, 1));
}
const epochOf = (from: SampleBatches, epoch: number): number[] =>
  Array.from({ length: from.stepsPerEpoch }, (_, step) => identities(from.train({ epoch, step }).x)).flat();

describe("train", () => {
  it("gives the same bits in any order of calls", () => {
    const one = batches(5);
    const positions = [0, 1, 2].flatMap((epoch) => [0, 4, 9].map((step) => ({ epoch, step })));
    const forward = positions.map((at) => one.train(at));
    const two = batches(5);
    const backward = positions
      .toReversed()
      .map((at) => two.train(at))
      .toReversed();
    const again = positions.map((at) => one.train(at));
    expect(backward).toEqual(forward);
    expect(again).toEqual(forward);
  });

  it("shows each sample at most once per epoch and leaves out other samples each epoch", () => {
    const from = plain(1);
    const epochs = [0, 1, 2].map((epoch) => epochOf(from, epoch));
    for (const epoch of epochs) expect(new Set(epoch).size).toBe(1000);
    const leftOut = epochs.map((epoch) => dataset.train.labels.findIndex((_, index) => !epoch.includes(index)));
    expect(new Set(leftOut).size).toBeGreaterThan(1);
  });

  it("orders differently for each seed and epoch, and the same for each batch size", () => {
    expect(epochOf(plain(1), 0)).not.toEqual(epochOf(plain(2), 0));
    expect(epochOf(plain(1), 0)).not.toEqual(epochOf(plain(1), 1));
    expect(epochOf(plain(1, 50), 0).slice(0, 1000)).toEqual(epochOf(plain(1, 100), 0));
  });

  it("augments a sample of an epoch in the same way in any batch", () => {
    const small = Array.from({ length: 10 }, (_, step) => [...batches(3, 10).train({ epoch: 2, step }).x]).flat();
    expect(small).toEqual([...batches(3, 100).train({ epoch: 2, step: 0 }).x]);
  });

  it("augments differently in each epoch and for each seed", () => {
    // All samples in one batch, restored to storage order.
    const shown = (seed: number, epoch: number): number[][] => {
      const all = batches(seed, 1003, [both[0]!]).train({ epoch, step: 0 }).x;
      const order = identities(plain(seed, 1003).train({ epoch, step: 0 }).x);
      const rows: number[][] = [];
      order.forEach((index, row) => (rows[index] = [...all.subarray(row * 48, (row + 1) * 48)]));
      return rows;
    };
    const same = (a: number[][], b: number[][]) => a.filter((row, i) => String(row) === String(b[i])).length / 1003;
    const base = shown(1, 0);
    // Nine window positions: one in nine agrees by chance.
    expect(same(base, shown(1, 1))).toBeCloseTo(1 / 9, 1);
    expect(same(base, shown(2, 0))).toBeCloseTo(1 / 9, 1);
  });

  it("shows the same samples in further views, each with its own draws, and leaves the first view unchanged", () => {
    const at = { epoch: 1, step: 2 };
    const [first, again, second, third] = [undefined, 0, 1, 2].map((view) => batches(3).train(at, view));
    expect(again).toEqual(first);
    for (const view of [second, third]) expect(view!.y).toEqual(first!.y);
    const rows = (x: Float32Array) =>
      Array.from({ length: 100 }, (_, row) => String(x.subarray(row * 48, (row + 1) * 48)));
    const same = (a: ArrayBatch, b: ArrayBatch) => {
      const others = rows(b.x);
      return rows(a.x).filter((row, index) => row === others[index]).length / 100;
    };
    // Eighteen outcomes of crop and flip: one in eighteen agrees by chance.
    for (const share of [same(first!, second!), same(first!, third!), same(second!, third!)])
      expect(share).toBeLessThan(0.2);
    const unaugmented = [0, 1].map((view) => plain(3).train(at, view));
    expect(unaugmented[1]).toEqual(unaugmented[0]);
    expect(() => batches(3).train(at, -1)).toThrow(RangeError);
  });

  it("draws view 0 from the seed and the sample alone", () => {
    const { x } = batches(5, 3).train({ epoch: 1, step: 2 });
    expect(createHash("sha256").update(new Uint8Array(x.buffer)).digest("hex")).toBe(
      "2ee54074481ab09905081e7a969a1437d52bc1d190b19ca85ebbc3f59b2d41c6",
    );
  });

  it("gives the labels of its samples", () => {
    const { x, y } = plain(4).train({ epoch: 0, step: 3 });
    expect([...y]).toEqual(identities(x).map((index) => dataset.train.labels[index]));
  });

  it("refuses a step outside the epoch and a batch larger than the set", () => {
    expect(() => plain(1).train({ epoch: 0, step: 10 })).toThrow(RangeError);
    const { code } = messages.batchTooLarge(1004, 1003);
    const thrown = (() => {
      try {
        return plain(1, 1004);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(InfoplaneError);
    expect((thrown as InfoplaneError).diagnostics[0]?.code).toBe(code);
  });
});

describe("samples", () => {
  it("normalises by channel: (pixel / 255 - mean) / std", () => {
    const { x } = plain(1).samples("test", [7, 3]);
    const { mean, std } = dataset.normalisation;
    [7, 3].forEach((index, row) => {
      for (let i = 0; i < 48; i++) {
        const c = i % 3;
        const exact = (dataset.test.images[index * 48 + i]! / 255 - mean[c]!) / std[c]!;
        expect(x[row * 48 + i]).toBe(Math.fround(exact));
      }
    });
  });

  it("refuses an index out of range", () => {
    expect(() => plain(1).samples("test", [200])).toThrow(RangeError);
  });
});

describe("probe", () => {
  it("is the same for every seed, ascending, without repeats, with the class proportions", () => {
    const probe = plain(1).probe("train", 90);
    expect(plain(2, 7).probe("train", 90)).toEqual(probe);
    expect(probe).toEqual([...new Set(probe)].sort((a, b) => a - b));
    const share = (indices: Iterable<number>) => {
      const labels = Array.from(indices, (index) => dataset.train.labels[index]);
      return labels.filter((label) => label === 1).length / labels.length;
    };
    expect(share(probe)).toBeCloseTo(share(dataset.train.labels.keys()), 2);
  });

  it("is not simply the beginning, and differs between the parts", () => {
    const probe = plain(1).probe("train", 90);
    expect(probe.at(-1)).toBeGreaterThan(500);
    expect(plain(1).probe("test", 90)).not.toEqual(probe.filter((index) => index < 200));
  });

  it("gives disjoint further draws, each with the class proportions, and never changes the first", () => {
    const draws = [1, 2, 3, 4, 5].map((draw) => plain(draw).probe("train", 90, draw));
    expect(draws[0]).toEqual(plain(1).probe("train", 90));
    expect(new Set(draws.flat()).size).toBe(450);
    for (const draw of draws) {
      expect(draw).toEqual([...draw].sort((a, b) => a - b));
      const ones = draw.filter((index) => dataset.train.labels[index] === 1).length;
      expect(
        Math.abs(
          ones -
            plain(1)
              .probe("train", 90)
              .filter((index) => dataset.train.labels[index] === 1).length,
        ),
      ).toBeLessThan(2);
    }
    // Whatever was requested before.
    expect(plain(3).probe("train", 90, 5)).toEqual(draws[4]);
    expect(() => plain(1).probe("test", 50, 5)).toThrow(messages.tooManyDraws("test", 50, 5, 200).message);
    expect(new Set([1, 2, 3, 4].flatMap((draw) => plain(1).probe("test", 50, draw))).size).toBe(200);
  });

  it("refuses more samples than the part has", () => {
    expect(() => plain(1).probe("test", 201)).toThrow(messages.probeTooLarge("test", 201, 200).message);
  });
});
