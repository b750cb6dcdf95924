/** Rows of data in a figure from outside, and marks in the picture: more can't be told apart, and take minutes to draw. */
export const mostPoints = 50_000;
/** Pixels of one side of its picture. */
export const mostPixels = 10_000;

/** What drawing a figure may take. */
export interface DrawingLimits {
  /** Seconds. */
  readonly time: number;
  /** Marks and pixels of the picture; any number where nothing is said. */
  readonly marks?: number;
  readonly pixels?: number;
}

/** Megabytes for the process that draws. */
export const memoryLimit = 2048;
/** Of a figure from outside, with some marks for axes and legends; and of one of ours, which may be of a very large run. */
export const outsideLimits: DrawingLimits = { time: 30, marks: mostPoints + 10_000, pixels: mostPixels };
export const ownLimits: DrawingLimits = { time: 600 };
