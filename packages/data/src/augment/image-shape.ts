import { formatShape, ShapeError, type Shape } from "@infoplane/contracts";

/** Axes of an image shape. Throws ShapeError when it isn't [height, width, channels]. */
export function imageShape(augmentation: string, input: Shape): { height: number; width: number; channels: number } {
  const [height, width, channels] = input;
  if (height === undefined || width === undefined || channels === undefined || input.length !== 3) {
    throw new ShapeError(`${augmentation} needs images, and the data set gives ${formatShape(input)}`);
  }
  return { height, width, channels };
}
