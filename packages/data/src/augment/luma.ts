/** Perceived brightness of a colour: ITU-R BT.601, on whatever scale the channels have. */
export function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
