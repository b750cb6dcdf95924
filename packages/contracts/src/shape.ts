/** A shape without the batch axis: `[height, width, channels]` (NHWC order) or `[features]`. */
export type Shape = readonly number[];

/** Number of values in one sample of that shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** `32x32x3`, as the language writes it. */
export function formatShape(shape: Shape): string {
  return shape.join("x");
}

/** Thrown by a layer's `shape` when its input does not fit; the checker turns it into a diagnostic with a span. */
export class ShapeError extends Error {
  constructor(
    message: string,
    /** What to write instead. */
    readonly hint?: string,
  ) {
    super(message);
    this.name = "ShapeError";
  }
}

/** What one forward pass of one sample costs. */
export interface Cost {
  /** Trainable parameters. */
  readonly parameters: number;
  /** Floating-point operations of one forward pass of one sample; a multiply-add counts as two. */
  readonly flops: number;
  /** Values kept for the backward pass of one sample. */
  readonly activations: number;
}
