import { formatShape, ShapeError, z, type DatasetFacts } from "@infoplane/contracts";

/** As many as ImageNet has. */
const mostClasses = 1000;
const side = z.int().positive().max(4096);
const part = (which: string) =>
  z
    .int()
    .min(1)
    .optional()
    .describe(`${which} samples: the first ones of each class, shares of the classes kept; all by default`);

/**
 * Options of the user's own data. Shape and classes are stated, so that an experiment can be checked, and its cells
 * named, on machines without the data; the files are checked against them when they are read.
 */
export const localOptions = {
  path: z
    .string()
    .min(1)
    .describe("its path: absolute, or below --data-dir, the experiment's folder or INFOPLANE_DATA_DIR"),
  input: z.tuple([side, side, side]).describe("shape of an image: height x width x channels, as 28x28x1"),
  classes: z.int().min(2).max(mostClasses).describe("how many classes"),
  train: part("training"),
  test: part("test"),
};

/** Further options, for data in arrays. */
export const arrayOptions = {
  channels: z.int().positive().optional().describe("the number of channels again, needed if it is an unusual one"),
  "first-label": z.int().optional().describe("the label of the first class, if labels do not start at 0"),
};

/** What the options state. */
export interface LocalFacts {
  readonly input: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly channels?: number | undefined;
}

export interface LocalRequest extends LocalFacts {
  readonly path: string;
  readonly train?: number | undefined;
  readonly test?: number | undefined;
  readonly "first-label"?: number | undefined;
}

/**
 * The facts that the options state. Throws ShapeError if the last number of the shape is unlikely to be that of
 * channels: more than four, and at least the number of pixels per side, or if channels seem to come first.
 */
export function localFacts({ input, classes, channels }: LocalFacts): DatasetFacts {
  const [height, width, last] = input;
  if (channels !== undefined && channels !== last) {
    throw new ShapeError(
      `${formatShape(input)} has ${last} channels, but channels says ${channels}`,
      "channels repeats the last number of the shape, if that is unusual",
    );
  }
  const isUsual = last <= mostChannels;
  const isBetween = height > mostChannels && last < height && last < width;
  if (isUsual || isBetween || channels === last) return { input, classes };
  throw new ShapeError(
    `${formatShape(input)} would be images of ${height} x ${width} pixels with ${last} channels each: channels come last`,
    `write ${formatShape([width, last, height])} where it is ${height} channels of ${width} x ${last} pixels, and save arrays ` +
      `so: x.transpose(0, 2, 3, 1); or add channels: ${last} to use it as it is`,
  );
}

/** Grey, grey with alpha, colour, colour with alpha. */
const mostChannels = 4;
