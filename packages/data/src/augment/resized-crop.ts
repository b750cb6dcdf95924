import { defineAugmentation, ShapeError, z } from "@infoplane/contracts";
import { imageShape, type ImageShape } from "./image-shape.ts";

interface Window {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

const attempts = 10;

/**
 * Cuts out a window of random area, ratio and position and scales it to the old size, bilinearly: torchvision's
 * RandomResizedCrop (Szegedy et al. 2015, section 6). Draws, up to ten times until the window fits: share of the area
 * (uniform in `scale`), width over height (log-uniform in `ratio`); then top and left. If no window fits, takes the
 * largest one in the middle with an allowed ratio.
 */
export const resizedCrop = defineAugmentation({
  name: "resized-crop",
  summary: "cut out a window of random area and aspect ratio, and scale it to the original size",
  options: z.strictObject({
    scale: z
      .tuple([z.number().gt(0).max(1), z.number().gt(0).max(1)])
      .default([0.2, 1])
      .describe("least and largest share of the image's area"),
    ratio: z
      .tuple([z.number().positive(), z.number().positive()])
      .default([3 / 4, 4 / 3])
      .describe("least and largest width over height"),
  }),
  create({ scale, ratio }, input) {
    const image = imageShape("resized-crop", input);
    for (const [name, [least, largest]] of Object.entries({ scale, ratio })) {
      if (least > largest) throw new ShapeError(`resized-crop: ${name} goes from ${least} down to ${largest}`);
    }
    return (from, into, random) => resize(from, image, draw(image, scale, ratio, random), into);
  },
});

type Range = readonly [number, number];

function draw({ height, width }: ImageShape, scale: Range, ratio: Range, random: () => number): Window {
  const between = ([least, largest]: Range): number => least + (largest - least) * random();
  for (let attempt = 0; attempt < attempts; attempt++) {
    const area = height * width * between(scale);
    const shape = Math.exp(between([Math.log(ratio[0]), Math.log(ratio[1])]));
    const window = { height: Math.round(Math.sqrt(area / shape)), width: Math.round(Math.sqrt(area * shape)) };
    if (Math.min(window.height, window.width) < 1 || window.height > height || window.width > width) continue;
    const top = Math.floor(random() * (height - window.height + 1));
    const left = Math.floor(random() * (width - window.width + 1));
    return { ...window, top, left };
  }
  const shape = Math.min(Math.max(width / height, ratio[0]), ratio[1]);
  const largest = {
    height: Math.min(height, Math.max(1, Math.round(width / shape))),
    width: Math.min(width, Math.max(1, Math.round(height * shape))),
  };
  const middle = (whole: number, part: number): number => Math.floor((whole - part) / 2);
  return { ...largest, top: middle(height, largest.height), left: middle(width, largest.width) };
}

/** The window at the size of the whole image: bilinear between pixel centres, border replicated, rounded. */
export function resize(from: Uint8Array, image: ImageShape, window: Window, into: Uint8Array): void {
  const { height, width, channels } = image;
  const rows = places(height, window.height, window.top);
  const columns = places(width, window.width, window.left);
  let at = 0;
  for (const row of rows) {
    const [above, below] = [row.before * width, row.after * width];
    for (const column of columns) {
      const [left, right] = [column.before * channels, column.after * channels];
      for (let c = 0; c < channels; c++) {
        const first = mix(
          from[above * channels + left + c] ?? 0,
          from[above * channels + right + c] ?? 0,
          column.share,
        );
        const second = mix(
          from[below * channels + left + c] ?? 0,
          from[below * channels + right + c] ?? 0,
          column.share,
        );
        into[at++] = Math.round(mix(first, second, row.share));
      }
    }
  }
}

const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

/** For each index of the new axis, the two old indices around it and the weight of the second. */
function places(length: number, part: number, start: number): { before: number; after: number; share: number }[] {
  return Array.from({ length }, (_, index) => {
    const at = Math.min(Math.max(((index + 0.5) * part) / length - 0.5, 0), part - 1);
    const before = Math.floor(at);
    return { before: start + before, after: start + Math.min(before + 1, part - 1), share: at - before };
  });
}
