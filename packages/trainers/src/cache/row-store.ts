import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";

export type Storage = "float32" | "bfloat16";

/** Rows of equal width, stored outside the engine and addressed by number. */
export interface RowStore {
  /** Bytes held in memory. */
  readonly memoryBytes: number;
  /** Replaces rows from `start` on. */
  write(start: number, values: Float32Array): void;
  /** The rows with these numbers, concatenated, as a new array. */
  read(numbers: ArrayLike<number>): Float32Array;
  dispose(): void;
}

type Cells = Float32Array | Uint16Array;

const encode = (values: Float32Array, storage: Storage): Cells =>
  storage === "float32" ? values : floatToBfloat16(values);
const decode = (cells: Cells): Float32Array => (cells instanceof Float32Array ? cells : bfloat16ToFloat(cells));
const emptyCells = (count: number, storage: Storage): Cells =>
  storage === "float32" ? new Float32Array(count) : new Uint16Array(count);

export const bytesOf = (count: number, width: number, storage: Storage): number =>
  count * width * (storage === "float32" ? 4 : 2);

/** `count` rows in memory. */
export function memoryRows(count: number, width: number, storage: Storage): RowStore {
  let cells = emptyCells(count * width, storage);
  return {
    memoryBytes: cells.byteLength,
    write: (start, values) => cells.set(encode(values, storage), start * width),
    read(numbers) {
      const found = emptyCells(numbers.length * width, storage);
      for (let at = 0; at < numbers.length; at++) {
        const start = (numbers[at] ?? 0) * width;
        found.set(cells.subarray(start, start + width), at * width);
      }
      return decode(found);
    },
    dispose() {
      cells = emptyCells(0, storage);
    },
  };
}

/** Rows in a file of their own, which is deleted when they are disposed. */
export function diskRows(file: string, width: number, storage: Storage): RowStore {
  const handle = openSync(file, "w+");
  const rowBytes = bytesOf(1, width, storage);
  return {
    memoryBytes: 0,
    write(start, values) {
      const bytes = bytesIn(encode(values, storage));
      for (let done = 0; done < bytes.length;) {
        done += writeSync(handle, bytes, done, bytes.length - done, start * rowBytes + done);
      }
    },
    read(numbers) {
      const cells = emptyCells(numbers.length * width, storage);
      const bytes = bytesIn(cells);
      for (let at = 0; at < numbers.length; at++) {
        const position = (numbers[at] ?? 0) * rowBytes;
        const read = readSync(handle, bytes, at * rowBytes, rowBytes, position);
        if (read < rowBytes) throw new Error(`${file} ends within row ${numbers[at]}`);
      }
      return decode(cells);
    },
    dispose() {
      closeSync(handle);
      rmSync(file, { force: true });
    },
  };
}

const bytesIn = (cells: Cells): Uint8Array => new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength);

/** The upper halves of float32 values, rounded to nearest, ties to even; NaN stays NaN. */
export function floatToBfloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let at = 0; at < bits.length; at++) {
    const value = bits[at] ?? 0;
    const isNaN = (value & 0x7fff_ffff) > 0x7f80_0000;
    halves[at] = isNaN ? (value >>> 16) | 0x40 : (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
  return halves;
}

/** Exact. */
export function bfloat16ToFloat(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let at = 0; at < bits.length; at++) bits[at] = (halves[at] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}
