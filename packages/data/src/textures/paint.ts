import type { Stream } from "@infoplane/engine";
import { patterns } from "./patterns.ts";

export const side = 32;
export const channels = 3;

const period = { least: 5, most: 11 };
/** How far two colours of an image are apart at least, on the channel where they differ most. */
const contrast = 70;
const noise = 70;
const softness = 2.5;

/** Draws one image of a class, NHWC bytes, into `image`. All randomness comes from `stream`. */
export function paint(label: number, stream: Stream, image: Uint8Array): void {
  const pattern = patterns[label];
  if (!pattern) throw new RangeError(`there is no pattern ${label}`);
  const shape = stream.uint32();
  const [dx, dy] = direction(stream);
  const scale = 1 / (period.least + (period.most - period.least) * stream.uniform());
  const centreX = side * (0.2 + 0.6 * stream.uniform());
  const centreY = side * (0.2 + 0.6 * stream.uniform());
  const [from, to] = colours(stream);

  let bits = 0;
  for (let pixel = 0, at = 0; pixel < side * side; pixel++) {
    const x = ((pixel % side) - centreX) * scale;
    const y = (Math.floor(pixel / side) - centreY) * scale;
    const value = pattern.at(x * dx + y * dy, y * dx - x * dy, shape);
    const share = Math.min(1, Math.max(0, 0.5 + softness * (value - 0.5)));
    for (let c = 0; c < channels; c++, at++) {
      if (at % 4 === 0) bits = stream.uint32();
      const colour = from[c]! + (to[c]! - from[c]!) * share;
      const grain = (((bits >>> (8 * (at % 4))) & 0xff) / 255 - 0.5) * 2 * noise;
      image[at] = Math.min(255, Math.max(0, Math.round(colour + grain)));
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

function colours(stream: Stream): [number[], number[]] {
  for (;;) {
    const from = Array.from({ length: channels }, () => 40 + 175 * stream.uniform());
    const to = Array.from({ length: channels }, () => 40 + 175 * stream.uniform());
    if (from.some((value, c) => Math.abs(value - (to[c] ?? 0)) >= contrast)) return [from, to];
  }
}
