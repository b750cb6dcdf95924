import { optionsOf, ShapeError, type Augment, type AugmentationPlugin, type Shape } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { describe, expect, it } from "vitest";
import { crop } from "./crop.ts";
import { flip } from "./flip.ts";

const shape: Shape = [4, 5, 3];
const [height, width, channels] = [4, 5, 3];
const image = Uint8Array.from({ length: height * width * channels }, (_, i) => i + 1);
const create = (plugin: AugmentationPlugin, options: object, input = shape): Augment =>
  plugin.create(optionsOf(plugin, options), input);
const result = (augment: Augment, random: () => number): number[] => {
  const into = new Uint8Array(image.length).fill(99);
  augment(image, into, random);
  return [...into];
};
/** The image whose pixel (y, x) is the pixel `from(y, x)` of the original, or black outside. */
const mapped = (from: (y: number, x: number) => [number, number]): number[] => {
  const pixels: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = from(y, x);
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      for (let c = 0; c < channels; c++) pixels.push(inside ? image[(row * width + column) * channels + c]! : 0);
    }
  }
  return pixels;
};

describe("flip", () => {
  it("mirrors rows of pixels and keeps the order of channels", () => {
    expect(result(create(flip, {}), () => 0.49)).toEqual(mapped((y, x) => [y, width - 1 - x]));
  });

  it("copies the image otherwise", () => {
    expect(result(create(flip, {}), () => 0.5)).toEqual([...image]);
    expect(result(create(flip, { probability: 0 }), () => 0)).toEqual([...image]);
  });

  it("mirrors as often as it is told", () => {
    const { uniform } = new Streams(1).stream("test");
    const augment = create(flip, { probability: 0.2 });
    let mirrored = 0;
    for (let i = 0; i < 5000; i++) if (result(augment, uniform)[0] !== image[0]) mirrored++;
    expect(mirrored / 5000).toBeCloseTo(0.2, 1);
  });
});

describe("crop", () => {
  it.each([1, 2, 4, 6])("equals padding and cutting at every offset, pad %i", (pad) => {
    const augment = create(crop, { pad });
    const places = 2 * pad + 1;
    for (let top = 0; top < places; top++) {
      for (let left = 0; left < places; left++) {
        const draws = [(top + 0.5) / places, (left + 0.5) / places];
        expect(result(augment, () => draws.shift()!)).toEqual(mapped((y, x) => [y + top - pad, x + left - pad]));
      }
    }
  });
});

it.each([flip, crop])("$name refuses what is not an image", (plugin) => {
  expect(() => create(plugin, {}, [784])).toThrow(ShapeError);
});
