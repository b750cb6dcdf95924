import { defineAugmentation, z } from "@infoplane/contracts";
import { imageShape } from "./image-shape.ts";
import { luma } from "./luma.ts";
import { shiftHue } from "./shift-hue.ts";

const strength = (value: number, what: string) => z.number().min(0).max(1).default(value).describe(what);

/**
 * With the given probability changes brightness, contrast, saturation and hue, in random order: torchvision's
 * ColorJitter in RandomApply, with the strengths of Khosla et al. 2020. For factors f uniform in [1 - s, 1 + s]:
 * brightness f x; contrast f x + (1 - f) mean luma of the image; saturation f x + (1 - f) luma of the pixel; hue
 * rotated by a fraction of the circle uniform in [-s, s]. Values are clipped to 0..255 after each, and rounded once at
 * the end. Draws: one whether, four for the order, then one per change. Single-channel images: brightness and contrast.
 */
export const colourJitter = defineAugmentation({
  name: "colour-jitter",
  summary: "change brightness, contrast, saturation and hue at random",
  options: z.strictObject({
    brightness: strength(0.4, "how far the factor on brightness may be from 1"),
    contrast: strength(0.4, "how far the factor on contrast may be from 1"),
    saturation: strength(0.4, "how far the factor on saturation may be from 1"),
    hue: z.number().min(0).max(0.5).default(0.1).describe("how far hue may turn, as a share of the colour circle"),
    probability: z.number().min(0).max(1).default(0.8).describe("probability that an image is changed at all"),
  }),
  create({ brightness, contrast, saturation, hue, probability }, input) {
    const { channels } = imageShape("colour-jitter", input);
    const colours = channels === 3;
    const changes: ((x: Float64Array, draw: number) => void)[] = [
      (x, draw) => blend(x, around(brightness, draw), () => 0),
      (x, draw) => {
        const mean = meanLuma(x, colours);
        blend(x, around(contrast, draw), () => mean);
      },
      (x, draw) => {
        if (colours) blend(x, around(saturation, draw), (at) => lumaAt(x, at));
      },
      (x, draw) => {
        if (colours && hue > 0) shiftHue(x, hue * (2 * draw - 1));
      },
    ];
    const values = new Float64Array(input.reduce((product, n) => product * n, 1));
    return (from, into, random) => {
      if (random() >= probability) {
        into.set(from);
        return;
      }
      values.set(from);
      const order = changes.map((change) => ({ change, key: random() })).sort((a, b) => a.key - b.key);
      for (const { change } of order) change(values, random());
      for (let at = 0; at < values.length; at++) into[at] = Math.round(values[at] ?? 0);
    };
  },
});

const around = (strength: number, draw: number): number => 1 + strength * (2 * draw - 1);

/**
 * x = factor x + (1 - factor) towards, clipped to 0..255; `towards` is called once per three values: one pixel of RGB.
 */
function blend(x: Float64Array, factor: number, towards: (at: number) => number): void {
  for (let pixel = 0; pixel < x.length; pixel += 3) {
    const target = (1 - factor) * towards(pixel);
    for (let at = pixel; at < Math.min(pixel + 3, x.length); at++) {
      x[at] = Math.min(255, Math.max(0, factor * (x[at] ?? 0) + target));
    }
  }
}

const lumaAt = (x: Float64Array, at: number): number => luma(x[at] ?? 0, x[at + 1] ?? 0, x[at + 2] ?? 0);

function meanLuma(x: Float64Array, colours: boolean): number {
  let sum = 0;
  if (colours) for (let at = 0; at < x.length; at += 3) sum += lumaAt(x, at);
  else for (const value of x) sum += value;
  return sum / (colours ? x.length / 3 : x.length);
}
