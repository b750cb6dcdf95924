import { BitmapError, checkSides, type Bitmap } from "./bitmap.ts";

const masks555 = [0x7c00, 0x3e0, 0x1f] as const;
const compressions = ["", "run lengths (RLE8)", "run lengths (RLE4)", "", "JPEG", "PNG"];
const [rgb, bitFields, alphaBitFields] = [0, 3, 6];

/**
 * Decodes a Windows or OS/2 bitmap: 1, 4, 8 (palette), 16, 24 and 32 bits per pixel, colour masks, rows from the bottom
 * or from the top. Compressed ones are refused. Opacity is ignored: the format's 32 bits seldom mean it. The libraries
 * for this format give wrong colours for some of these. Format: Microsoft, "Bitmap Storage". Throws BitmapError.
 */
export function decodeBmp(file: Buffer): Bitmap {
  if (file.length < 26 || file.toString("latin1", 0, 2) !== "BM") throw new BitmapError("it is not a BMP");
  const { width, height, isFromTop, bits, start, palette, masks } = headerOf(file);
  checkSides(width, height);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (file.length < start + rowBytes * height) throw new BitmapError("truncated");
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const row = start + rowBytes * (isFromTop ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * 3;
      if (bits <= 8) {
        const byte = file[row + ((x * bits) >> 3)] ?? 0;
        const index = (byte >> (8 - bits - ((x * bits) & 7))) & ((1 << bits) - 1);
        data.set(palette.subarray(3 * index, 3 * index + 3), to);
      } else if (bits === 24) {
        for (let c = 0; c < 3; c++) data[to + c] = file[row + 3 * x + 2 - c] ?? 0;
      } else {
        const value = bits === 16 ? file.readUInt16LE(row + 2 * x) : file.readUInt32LE(row + 4 * x);
        for (let c = 0; c < 3; c++) data[to + c] = channel(value, masks[c] ?? 0);
      }
    }
  }
  return { width, height, channels: 3, data };
}

function headerOf(file: Buffer) {
  const size = file.readUInt32LE(14);
  const isCore = size === 12;
  if (!isCore && (size < 40 || file.length < 14 + size)) throw new BitmapError("its header is of an unknown kind");
  const width = isCore ? file.readUInt16LE(18) : file.readInt32LE(18);
  const signed = isCore ? file.readUInt16LE(20) : file.readInt32LE(22);
  const bits = file.readUInt16LE(isCore ? 24 : 28);
  const compression = isCore ? rgb : file.readUInt32LE(30);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new BitmapError(`it has ${bits} bits per pixel`);
  const isMasked = compression === bitFields || compression === alphaBitFields;
  if (compression !== rgb && !isMasked) {
    throw new BitmapError(
      `it is compressed with ${compressions[compression] ?? `method ${compression}`}: save it as PNG`,
    );
  }
  // Longer headers contain the masks; they follow the 40-byte one.
  const masks = isMasked
    ? [0, 4, 8].map((offset) => file.readUInt32LE(54 + offset))
    : bits === 16
      ? masks555
      : [0xff0000, 0xff00, 0xff];
  const afterHeader = 14 + size + (isMasked && size === 40 ? (compression === alphaBitFields ? 16 : 12) : 0);
  const start = file.readUInt32LE(10);
  return {
    width,
    height: Math.abs(signed),
    isFromTop: signed < 0,
    bits,
    start,
    masks,
    palette: paletteOf(file, afterHeader, start, bits, isCore ? 3 : 4),
  };
}

/** Red, green, blue of each colour; colours missing in the file are black. */
function paletteOf(file: Buffer, from: number, to: number, bits: number, step: number): Uint8Array {
  const palette = new Uint8Array(bits <= 8 ? 3 << bits : 0);
  const known = Math.min(palette.length / 3, Math.floor((Math.min(to, file.length) - from) / step));
  for (let index = 0; index < known; index++) {
    for (let c = 0; c < 3; c++) palette[3 * index + c] = file[from + step * index + 2 - c] ?? 0;
  }
  return palette;
}

/** The bits of a colour under its mask, scaled to a byte, rounded down. */
function channel(value: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = Math.log2((mask & -mask) >>> 0);
  const most = mask >>> shift;
  return Math.floor(((((value & mask) >>> 0) >>> shift) * 255) / most);
}
