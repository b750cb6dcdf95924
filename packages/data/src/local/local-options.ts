import { z, type DatasetFacts } from "@infoplane/contracts";

/** Labels are bytes. */
const mostClasses = 256;
const side = z.int().positive().max(4096);
const part = (which: string) =>
  z
    .int()
    .min(1)
    .optional()
    .describe(`${which} samples: the first ones of each class, shares of the classes kept; all when not given`);

/**
 * Options of data of the user's own. Shape and classes are stated, so that an experiment can be checked, and its cells
 * named, where the data does not lie; the files are held against them when they are read.
 */
export const localOptions = {
  path: z
    .string()
    .min(1)
    .describe("where it lies: absolute, or below --data-dir, the experiment's folder or INFOPLANE_DATA_DIR"),
  input: z.tuple([side, side, side]).describe("shape of an image: height x width x channels, as 28x28x1"),
  classes: z.int().min(2).max(mostClasses).describe("how many classes"),
  train: part("training"),
  test: part("test"),
};

/** What the options state. */
export interface LocalFacts {
  readonly input: readonly [height: number, width: number, channels: number];
  readonly classes: number;
}

export interface LocalAsk extends LocalFacts {
  readonly path: string;
  readonly train?: number | undefined;
  readonly test?: number | undefined;
}

export const localFacts = ({ input, classes }: LocalFacts): DatasetFacts => ({ input, classes });
