/** An image as plain bytes: rows from the top, `channels` bytes per pixel. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Why a file is not the image it claims to be. */
export class BitmapError extends Error {
  override readonly name = "BitmapError";
}

export const mostPixels = 1e8;

/** Throws BitmapError for sides that no photograph has. */
export function checkSides(width: number, height: number): void {
  if (width < 1 || height < 1) throw new BitmapError(`its sides are ${width} and ${height} pixels`);
  if (width * height > mostPixels) throw new BitmapError(`it exceeds the pixel limit: ${width} x ${height}`);
}
