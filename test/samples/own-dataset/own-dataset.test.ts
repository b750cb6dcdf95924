import { datasetContext } from "@infoplane/data";
import { expect, it } from "vitest";
import { bars } from "./own-dataset.ts";

const { signal } = new AbortController();
const context = datasetContext({ cacheDir: "unused", report: () => undefined, signal });

it("is the same each time, and a smaller set is the beginning of a larger one", async () => {
  const [small, again, large] = await Promise.all([4, 4, 8].map((train) => bars.create({ train, test: 2 }, context)));
  expect(again).toEqual(small);
  expect(large?.train.images.slice(0, 4 * 64)).toEqual(small?.train.images);
  expect(large?.digest).not.toBe(small?.digest);
});

it("has a bar across in class 0 and an upright one in class 1", async () => {
  const { train } = await bars.create({ train: 4, test: 2 }, context);
  const bright = (sample: number) =>
    [...train.images.slice(sample * 64, (sample + 1) * 64)].flatMap((value, at) => (value >= 155 ? [at] : []));
  expect([...train.labels]).toEqual([0, 1, 0, 1]);
  expect(bright(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(bright(3)).toEqual([1, 9, 17, 25, 33, 41, 49, 57]);
});
