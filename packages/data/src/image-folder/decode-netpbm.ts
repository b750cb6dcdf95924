import { BitmapError, checkSides, type Bitmap } from "./bitmap.ts";

/**
 * Decodes a netpbm image: P1 to P6, black and white, grey or colour, as text or as bytes, with one or two bytes per
 * value. Values are scaled to a byte, rounded to nearest. Format: netpbm's pages pbm(5), pgm(5), ppm(5). Throws
 * BitmapError.
 */
export function decodeNetpbm(file: Buffer): Bitmap {
  const kind = Number(/^P([1-6])$/.exec(file.toString("latin1", 0, 2))?.[1] ?? 0);
  if (kind === 0) throw new BitmapError("it is not a netpbm image");
  const isBits = kind === 1 || kind === 4;
  const words = new Words(file, 2);
  const [width, height] = [words.next(), words.next()];
  const most = isBits ? 1 : words.next();
  checkSides(width, height);
  if (most < 1 || most > 65_535) throw new BitmapError(`its largest value is ${most}`);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const size = width * height * channels;
  const value =
    kind <= 3 ? (isBits ? () => words.bit() : () => words.next()) : packed(file, words.at + 1, isBits, most, width);
  const data = new Uint8Array(size);
  for (let at = 0; at < size; at++) {
    const found = value(at);
    if (found > most) throw new BitmapError(`it holds ${found}, above its largest value ${most}`);
    data[at] = isBits ? 255 * (1 - found) : Math.round((255 * found) / most);
  }
  return { width, height, channels, data };
}

/** Values of the binary kinds. Rows of bits are padded to a byte. Throws BitmapError if the file is too short. */
function packed(file: Buffer, start: number, isBits: boolean, most: number, width: number): (at: number) => number {
  const byte = (at: number): number => {
    const found = file[start + at];
    if (found === undefined) throw new BitmapError("truncated");
    return found;
  };
  if (isBits) {
    const rowBytes = Math.ceil(width / 8);
    return (at) => (byte(rowBytes * Math.floor(at / width) + ((at % width) >> 3)) >> (7 - ((at % width) & 7))) & 1;
  }
  return most < 256 ? byte : (at) => 256 * byte(2 * at) + byte(2 * at + 1);
}

/** Integers separated by spaces and comments. */
class Words {
  at: number;
  readonly #file: Buffer;

  constructor(file: Buffer, at: number) {
    this.#file = file;
    this.at = at;
  }

  next(): number {
    this.#skip();
    const begin = this.at;
    while (isDigit(this.#file[this.at])) this.at++;
    const text = this.#file.toString("latin1", begin, this.at);
    if (text === "" || text.length > 9) throw new BitmapError(text === "" ? "truncated" : "it has no valid header");
    return Number(text);
  }

  /** For P1: each digit is a value, with or without spaces in between. */
  bit(): number {
    this.#skip();
    const found = this.#file[this.at++];
    if (found === undefined) throw new BitmapError("truncated");
    if (found !== 0x30 && found !== 0x31) throw new BitmapError("it holds something other than 0 and 1");
    return found - 0x30;
  }

  #skip(): void {
    for (;;) {
      const found = this.#file[this.at];
      if (found === 0x23) while (this.at < this.#file.length && this.#file[this.at] !== 0x0a) this.at++;
      else if (found !== undefined && (found === 0x20 || (found >= 0x09 && found <= 0x0d))) this.at++;
      else return;
    }
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
