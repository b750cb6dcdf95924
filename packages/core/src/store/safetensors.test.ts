import type { DenseArray } from "@infoplane/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from "./safetensors.ts";

const float32 = fc
  .float32Array({ maxLength: 20 })
  .map((data): DenseArray => ({ dtype: "float32", shape: [data.length], data }));
const int32 = fc
  .int32Array({ maxLength: 12 })
  .map((data): DenseArray => ({ dtype: "int32", shape: [1, data.length], data }));
const name = fc.string({ unit: "binary", maxLength: 12 }).filter((text) => text !== "__metadata__");
const content = fc.record({
  arrays: fc.array(fc.tuple(name, fc.oneof(float32, int32)), { maxLength: 5 }).map((entries) => new Map(entries)),
  metadata: fc.dictionary(
    name.filter((key) => key !== "sha256"),
    fc.string({ unit: "binary" }),
    { maxKeys: 4 },
  ),
});

/** Bit by bit: NaN payloads and negative zeros count. */
const bits = ({ data }: DenseArray): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex");

describe("safetensors", () => {
  it("lays bytes out as the format says", () => {
    const arrays = new Map<string, DenseArray>([
      ["b", { dtype: "int32", shape: [2], data: new Int32Array([1, -1]) }],
      ["a", { dtype: "float32", shape: [], data: new Float32Array([1]) }],
    ]);
    const bytes = Buffer.from(encodeSafetensors({ arrays, metadata: { epoch: "3" } }));
    const length = Number(bytes.readBigUInt64LE());
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.toString("utf8", 8, 8 + length))).toEqual({
      __metadata__: { epoch: "3", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      a: { dtype: "F32", shape: [], data_offsets: [0, 4] },
      b: { dtype: "I32", shape: [2], data_offsets: [4, 12] },
    });
    expect(bytes.subarray(8 + length).toString("hex")).toBe("0000803f" + "01000000" + "ffffffff");
  });

  it("returns what it was given, for any names, values and shapes", () => {
    fc.assert(
      fc.property(content, ({ arrays, metadata }) => {
        const read = decodeSafetensors(encodeSafetensors({ arrays, metadata }));
        expect({ ...read.metadata }).toEqual({ ...metadata });
        expect([...read.arrays.keys()].sort()).toEqual([...arrays.keys()].sort());
        for (const [key, array] of arrays) {
          const other = read.arrays.get(key)!;
          expect([other.dtype, other.shape, bits(other)]).toEqual([array.dtype, array.shape, bits(array)]);
        }
      }),
    );
  });

  it("gives equal bytes for equal content in any order", () => {
    fc.assert(
      fc.property(content, ({ arrays, metadata }) => {
        const turned = new Map([...arrays].reverse());
        expect(encodeSafetensors({ arrays: turned, metadata })).toEqual(encodeSafetensors({ arrays, metadata }));
      }),
    );
  });

  it("detects every changed byte and every truncation", () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, change) => {
        const bytes = encodeSafetensors(value);
        const place = at % bytes.length;
        expect(() => decodeSafetensors(bytes.subarray(0, place))).toThrow(SafetensorsError);
        bytes[place] = (bytes[place] ?? 0) ^ change;
        expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
      }),
    );
  });

  it("gives a reason for any bytes and any header, and never fails otherwise", () => {
    const header = fc.oneof(
      fc.json(),
      fc.constantFrom(
        `{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}`,
        `{"a":{"dtype":"F32","shape":[1e9],"data_offsets":[0,4000000000]}}`,
        `{"a":{"dtype":"F32","shape":[-1],"data_offsets":[4,0]}}`,
        `{"__metadata__":{"sha256":"${"0".repeat(64)}"}}`,
      ),
    );
    const framed = fc.tuple(header, fc.uint8Array()).map(([text, payload]) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
      return Buffer.concat([length, Buffer.from(text), payload]);
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), framed), (bytes) => {
        expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses to write an array that does not match its shape or type", () => {
    const data = new Float32Array(3);
    const encode = (key: string, array: DenseArray) => () =>
      encodeSafetensors({ arrays: new Map([[key, array]]), metadata: {} });
    expect(encode("a", { dtype: "float32", shape: [2], data })).toThrow(RangeError);
    expect(encode("a", { dtype: "int32", shape: [3], data })).toThrow(RangeError);
    expect(encode("__metadata__", { dtype: "float32", shape: [3], data })).toThrow(RangeError);
  });
});
