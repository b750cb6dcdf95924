import { formatShape, ShapeError, type Shape } from "@infoplane/contracts";

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Axes of an image shape. Throws ShapeError unless it is [height, width, channels]. */
export function imageShape(augmentation: string, input: Shape): ImageShape {
  const [height, width, channels] = input;
  if (height === undefined || width === undefined || channels === undefined || input.length !== 3) {
    throw new ShapeError(`${augmentation} needs images, and the data set gives ${formatShape(input)}`);
  }
  return { height, width, channels };
}
