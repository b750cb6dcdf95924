import { readFileSync } from "node:fs";
import { optionsOf, ShapeError, type Augment, type AugmentationPlugin, type Shape } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { describe, expect, it } from "vitest";
import { colourJitter } from "./colour-jitter.ts";
import { crop } from "./crop.ts";
import { flip } from "./flip.ts";
import { grey } from "./grey.ts";
import { resize, resizedCrop } from "./resized-crop.ts";
import { shiftHue } from "./shift-hue.ts";

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
/** The image whose pixel (y, x) is the pixel `from(y, x)` of the original, or black if outside. */
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

  it("mirrors with the given probability", () => {
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

interface AugmentReference {
  readonly shape: [number, number, number];
  readonly image: number[];
  readonly windows: { window: Parameters<typeof resize>[2]; scaled: number[] }[];
  readonly hues: { turn: number; turned: number[] }[];
}
const reference = JSON.parse(
  readFileSync(new URL("../test/augment-reference.json", import.meta.url), "utf8"),
) as AugmentReference;
const photograph = Uint8Array.from(reference.image);
/** The given numbers, as uniform draws. */
const drawing = (...draws: number[]) => {
  return () => draws.shift() ?? 0;
};

describe("resized-crop", () => {
  it.each(reference.windows)("scales $window as PyTorch does", ({ window, scaled }) => {
    const [height, width, channels] = reference.shape;
    const into = new Uint8Array(photograph.length);
    resize(photograph, { height, width, channels }, window, into);
    scaled.forEach((exact, at) => expect(Math.abs((into[at] ?? NaN) - exact)).toBeLessThan(0.5 + 1e-6));
  });

  it("leaves the image unchanged for its full area and its own ratio", () => {
    const whole = create(resizedCrop, { scale: [1, 1], ratio: [5 / 4, 5 / 4] });
    expect(result(whole, () => 0.9)).toEqual([...image]);
  });

  it("cuts windows with the requested area and ratio", () => {
    const { uniform } = new Streams(1).stream("test");
    const constant = (value: number) => new Uint8Array(64 * 64).fill(value);
    const augment = create(resizedCrop, { scale: [0.2, 0.4] }, [64, 64, 1]);
    const ramp = Uint8Array.from({ length: 64 * 64 }, (_, at) => at % 64);
    const into = constant(0);
    const spans = Array.from({ length: 300 }, () => {
      augment(ramp, into, uniform);
      return (into[63] ?? 0) - (into[0] ?? 0) + 1;
    });
    // Widths are sqrt(area * ratio) * 64: between 64 sqrt(0.2 * 0.75) and 64 sqrt(0.4 * 4/3).
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(23);
    expect(Math.max(...spans)).toBeLessThanOrEqual(48);
    expect(new Set(spans).size).toBeGreaterThan(15);
  });

  it("takes the largest window in the middle if none of the drawn ones fits", () => {
    const augment = create(resizedCrop, { scale: [1, 1], ratio: [4, 4] }, [4, 8, 1]);
    const rows = Uint8Array.from({ length: 32 }, (_, at) => Math.floor(at / 8) * 10);
    const into = new Uint8Array(32);
    augment(rows, into, () => 0.5);
    // 2x8 of the middle rows, stretched to 4 rows.
    expect(Array.from({ length: 4 }, (_, row) => into[row * 8])).toEqual([10, 13, 18, 20]);
  });

  it("refuses a descending range", () => {
    expect(() => create(resizedCrop, { scale: [0.8, 0.2] })).toThrow(/scale goes from 0.8 down to 0.2/);
  });
});

describe("colour-jitter", () => {
  const only = (change: object) =>
    create(
      colourJitter,
      { brightness: 0, contrast: 0, saturation: 0, hue: 0, probability: 1, ...change },
      reference.shape,
    );
  const jittered = (augment: Augment, from: Uint8Array, ...draws: number[]): number[] => {
    const into = new Uint8Array(from.length);
    augment(from, into, drawing(...draws));
    return [...into];
  };
  const clamp = (value: number) => Math.round(Math.min(255, Math.max(0, value)));

  it.each(reference.hues)("rotates hue by $turn as colorsys does", ({ turn, turned }) => {
    const values = Float64Array.from(reference.image);
    shiftHue(values, turn);
    turned.forEach((exact, at) => expect(values[at]).toBeCloseTo(exact, 3));
  });

  it("changes brightness, contrast and saturation as defined", () => {
    // Draws: whether to apply, four for the order, then one for each change in order.
    const draws = [0, 0.1, 0.2, 0.3, 0.4, 0.75, 0.75, 0.75, 0.75] as const;
    const factor = 1 + 0.4 * 0.5;
    const lumas = Array.from({ length: photograph.length / 3 }, (_, pixel) => {
      const [r = 0, g = 0, b = 0] = photograph.subarray(3 * pixel, 3 * pixel + 3);
      return 0.299 * r + 0.587 * g + 0.114 * b;
    });
    const mean = lumas.reduce((sum, value) => sum + value, 0) / lumas.length;
    const expected = (towards: (at: number) => number) =>
      Array.from(photograph, (value, at) => clamp(factor * value + (1 - factor) * towards(at)));
    expect(jittered(only({ brightness: 0.4 }), photograph, ...draws)).toEqual(expected(() => 0));
    expect(jittered(only({ contrast: 0.4 }), photograph, ...draws)).toEqual(expected(() => mean));
    expect(jittered(only({ saturation: 0.4 }), photograph, ...draws)).toEqual(
      expected((at) => lumas[Math.floor(at / 3)] ?? 0),
    );
  });

  it("applies changes in the drawn order", () => {
    const both = only({ brightness: 0.4, contrast: 0.4 });
    const after = (first: number, second: number) =>
      jittered(both, photograph, 0, first, second, 0.8, 0.9, 0.9, 0.1, 0.5, 0.5);
    expect(after(0.1, 0.2)).not.toEqual(after(0.2, 0.1));
  });

  it("leaves the image unchanged with the given probability, and at zero strength", () => {
    expect(jittered(create(colourJitter, { probability: 0.8 }, reference.shape), photograph, 0.8)).toEqual(
      reference.image,
    );
    expect(jittered(only({}), photograph, 0, 0.4, 0.3, 0.2, 0.1, 0.9, 0.9, 0.9, 0.9)).toEqual(reference.image);
  });

  it("changes brightness and contrast of single-channel images", () => {
    const { uniform } = new Streams(1).stream("test");
    const augment = create(colourJitter, { probability: 1 }, [4, 5, 1]);
    const into = new Uint8Array(20);
    augment(
      Uint8Array.from({ length: 20 }, (_, at) => 10 * at),
      into,
      uniform,
    );
    expect(new Set(into).size).toBeGreaterThan(10);
  });
});

describe("grey", () => {
  it("sets every channel to the luma of its pixel, with the given probability", () => {
    const colours = Uint8Array.from({ length: 60 }, (_, at) => [255, 0, 0, 0, 255, 0, 10, 20, 30][at % 9] ?? 0);
    const into = new Uint8Array(60);
    create(grey, {})(colours, into, () => 0.19);
    expect([...into.subarray(0, 9)]).toEqual([76, 76, 76, 150, 150, 150, 18, 18, 18]);
    create(grey, {})(colours, into, () => 0.2);
    expect([...into]).toEqual([...colours]);
  });

  it("refuses images without colours", () => {
    expect(() => create(grey, {}, [28, 28, 1])).toThrow(/3 channels/);
  });
});

it.each([flip, crop, resizedCrop, colourJitter, grey])(
  "$name writes every value, and the same for the same draws",
  (plugin) => {
    const augment = create(plugin, {}, reference.shape);
    for (let seed = 0; seed < 20; seed++) {
      const [first, second] = [0, 255].map((fill) => {
        const into = new Uint8Array(photograph.length).fill(fill);
        augment(photograph, into, new Streams(seed).stream("test").uniform);
        return into;
      });
      expect(first).toEqual(second);
    }
    expect([...photograph]).toEqual(reference.image);
  },
);

it.each([flip, crop, resizedCrop, colourJitter, grey])("$name refuses what is not an image", (plugin) => {
  expect(() => create(plugin, {}, [784])).toThrow(ShapeError);
});
