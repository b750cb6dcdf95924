/** Limit on rows of data in an outside figure, and on its marks: more are indistinguishable and draw for minutes. */
export const mostPoints = 50_000;
/** Limit on the side of its picture, in pixels. */
export const mostPixels = 10_000;

/** Limits for drawing a figure. */
export interface DrawingLimits {
  /** Seconds. */
  readonly time: number;
  /** Marks and pixels of the picture; unlimited by default. */
  readonly marks?: number;
  readonly pixels?: number;
}

/** Megabytes for the drawing process. */
export const memoryLimit = 2048;
/** For an outside figure, plus some marks for axes and legends; for a built-in one, possibly of a very large run. */
export const outsideLimits: DrawingLimits = { time: 30, marks: mostPoints + 10_000, pixels: mostPixels };
export const ownLimits: DrawingLimits = { time: 600 };
