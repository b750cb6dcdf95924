import { formatShape, ShapeError, type Shape } from "@infoplane/contracts";

/** The three axes of an image shape; throws ShapeError for other shapes. */
export function imageShape(layer: string, input: Shape): [height: number, width: number, channels: number] {
  const [height, width, channels] = input;
  if (input.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new ShapeError(
      `${layer} needs an image (height x width x channels), its input is ${formatShape(input)}`,
      "put it before flatten, global-avgpool and dense",
    );
  }
  return [height, width, channels];
}

/** The two axes of a sequence of tokens; throws ShapeError for other shapes. */
export function tokenShape(layer: string, input: Shape): [tokens: number, width: number] {
  const [tokens, width] = input;
  if (input.length !== 2 || tokens === undefined || width === undefined) {
    throw new ShapeError(
      `${layer} needs tokens (count x width), its input is ${formatShape(input)}`,
      "put patch-embed before it: an image becomes a sequence of tokens",
    );
  }
  return [tokens, width];
}

/** Length of an axis after windows of `size` every `stride`; 0 or less if the window does not fit. */
function windowed(length: number, size: number, stride: number, padding: "same" | "valid"): number {
  return padding === "same" ? Math.ceil(length / stride) : Math.ceil((length - size + 1) / stride);
}

/** Output height and width of a window; throws ShapeError if it is larger than the image. */
export function windowedImage(
  layer: string,
  [height, width]: readonly [number, number, number],
  window: { readonly size: number; readonly stride: number; readonly padding: "same" | "valid" },
): [height: number, width: number] {
  const { size, stride, padding } = window;
  const out: [number, number] = [windowed(height, size, stride, padding), windowed(width, size, stride, padding)];
  if (out[0] < 1 || out[1] < 1) {
    throw new ShapeError(
      `${layer} of size ${size} does not fit an image of ${height}x${width}`,
      "use a smaller window, or fewer pooling layers before it",
    );
  }
  return out;
}
