import { optionsOf, type Dataset } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { linearAccuracy } from "../test/linear-accuracy.ts";
import { testContext } from "../test/test-context.ts";
import { textures } from "./textures.ts";

const generate = (options: object): Promise<Dataset> =>
  textures.create(optionsOf(textures, options), testContext("/nonexistent"));

describe("textures", () => {
  it("gives the same bytes on every machine", async () => {
    const { digest } = await generate({ train: 100, test: 50 });
    expect(digest).toBe("f43d4d1be7e7e43e757caad257618f546d2dd2be47b8e99e5b6996553f2c3b7b");
  });

  it("is a prefix of every larger set of the same seed, and of no other", async () => {
    const [small, large, other] = await Promise.all([
      generate({ train: 40, test: 10 }),
      generate({ train: 60, test: 20 }),
      generate({ train: 40, test: 10, seed: 1 }),
    ]);
    expect(large.train.images.subarray(0, 40 * 3072)).toEqual(small.train.images);
    expect(other.train.images).not.toEqual(small.train.images);
    expect(small.test.images).not.toEqual(small.train.images.subarray(0, 10 * 3072));
  });

  it("has balanced classes and is normalised to mean 0 and deviation 1", async () => {
    const { train, normalisation } = await generate({ train: 1000, test: 10 });
    expect(train.labels.filter((label) => label === 3)).toHaveLength(100);
    for (const channel of [0, 1, 2]) {
      const values = Array.from(
        train.images.filter((_, i) => i % 3 === channel),
        (byte) => byte / 255,
      );
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
      expect(Math.abs(mean - normalisation.mean[channel]!)).toBeLessThan(0.02);
      expect(Math.sqrt(variance) / normalisation.std[channel]!).toBeCloseTo(1, 1);
    }
  });

  it("is too hard for a linear model, but not without a linear trace", async () => {
    const accuracy = linearAccuracy(await generate({ train: 2000, test: 500 }), 3, 0.003);
    expect(accuracy).toBeGreaterThan(0.15);
    expect(accuracy).toBeLessThan(0.6);
  });
});
