import type { Stream } from "@infoplane/engine";
import { patterns } from "./patterns.ts";

export const side = 32;
export const channels = 3;

/** Pixels from one stripe to the next. */
const period = { least: 6, most: 11 };
/** Range of a colour's channel before tint and noise. */
const colour = { least: 45, most: 210 };
/** Minimum difference of the two colours of an image on some channel. */
const contrast = 90;
/** Each class leans towards a colour by this much per channel: the little that a linear model can learn. */
const tint = 25;
/** Half the width of the uniform noise of a value. */
const noise = 25;
/** How steep a pattern's edges are. */
const edge = 2.5;

type Colour = readonly [number, number, number];

const tints: readonly Colour[] = [
  [1, 1, 1],
  [1, 1, -1],
  [1, -1, 1],
  [-1, 1, 1],
  [1, -1, -1],
  [-1, 1, -1],
  [-1, -1, 1],
  [-1, -1, -1],
  [0, 0, 0],
  [0, 0, 0],
];

/** Draws one image of a class, NHWC bytes, into `image`. All randomness comes from `stream`. */
export function paint(label: number, stream: Stream, image: Uint8Array): void {
  const pattern = patterns[label];
  if (!pattern) throw new RangeError(`there is no pattern ${label}`);
  const shape = stream.uint32();
  const [dx, dy] = direction(stream);
  const scale = 1 / between(period, stream);
  const centreX = side * (0.2 + 0.6 * stream.uniform());
  const centreY = side * (0.2 + 0.6 * stream.uniform());
  const [from, to] = colours(stream, tints[label] ?? [0, 0, 0]);

  let bits = 0;
  for (let pixel = 0, at = 0; pixel < side * side; pixel++) {
    const x = ((pixel % side) - centreX) * scale;
    const y = (Math.floor(pixel / side) - centreY) * scale;
    const value = pattern.at(x * dx + y * dy, y * dx - x * dy, shape);
    const share = Math.min(1, Math.max(0, 0.5 + edge * (value - 0.5)));
    for (let c = 0; c < channels; c++, at++) {
      if (at % 4 === 0) bits = stream.uint32();
      const start = from[c] ?? 0;
      const grain = (((bits >>> (8 * (at % 4))) & 0xff) / 127.5 - 1) * noise;
      image[at] = Math.min(255, Math.max(0, Math.round(start + ((to[c] ?? 0) - start) * share + grain)));
    }
  }
}

/** A random unit vector: a point of the disc, divided by its length. */
function direction(stream: Stream): [number, number] {
  for (;;) {
    const x = 2 * stream.uniform() - 1;
    const y = 2 * stream.uniform() - 1;
    const square = x * x + y * y;
    if (square > 0.01 && square <= 1) return [x / Math.sqrt(square), y / Math.sqrt(square)];
  }
}

function colours(stream: Stream, lean: Colour): readonly [Colour, Colour] {
  const draw = (): Colour => {
    const [red, green, blue] = lean;
    return [
      between(colour, stream) + tint * red,
      between(colour, stream) + tint * green,
      between(colour, stream) + tint * blue,
    ];
  };
  for (;;) {
    const from = draw();
    const to = draw();
    if (from.some((value, c) => Math.abs(value - (to[c] ?? 0)) >= contrast)) return [from, to];
  }
}

const between = (range: { readonly least: number; readonly most: number }, stream: Stream): number =>
  range.least + (range.most - range.least) * stream.uniform();
