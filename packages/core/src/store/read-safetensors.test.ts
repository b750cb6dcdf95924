import { expect, it } from "vitest";
import { readSafetensors } from "./read-safetensors.ts";
import { encodeSafetensors, SafetensorsDamaged } from "./safetensors.ts";

/** A file as other programs write it, from typed arrays. */
function fileOf(arrays: Readonly<Record<string, readonly [dtype: string, shape: number[], data: ArrayBufferView]>>) {
  let offset = 0;
  const parts: Buffer[] = [];
  const header = Object.entries(arrays).map(([name, [dtype, shape, data]]) => {
    parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
    return [name, { dtype, shape, data_offsets: [offset - data.byteLength, offset] }];
  });
  const text = Buffer.from(
    JSON.stringify({ __metadata__: { format: "pt" }, ...(Object.fromEntries(header) as object) }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...parts]);
}

it("reads the types that other programs write", () => {
  const file = fileOf({
    half: ["F16", [4], Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00)],
    brain: ["BF16", [2], Uint16Array.of(0x3f80, 0xc040)],
    double: ["F64", [2, 1], Float64Array.of(0.5, -2)],
    labels: ["I64", [3], BigInt64Array.of(0n, 7n, -1n)],
    bytes: ["U8", [1], Uint8Array.of(200)],
  });
  const read = Object.fromEntries([...readSafetensors(file)].map(([name, { data }]) => [name, [...data]]));
  expect(read).toEqual({
    half: [1, -2, 2 ** -24, Infinity],
    brain: [1, -3],
    double: [0.5, -2],
    labels: [0, 7, -1],
    bytes: [200],
  });
});

it("reads our own, and refuses what is cut off or of another type", () => {
  const own = encodeSafetensors({
    arrays: new Map([["a", { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) }]]),
    metadata: {},
  });
  expect([...(readSafetensors(own).get("a")?.data ?? [])]).toEqual([1, 2]);
  expect(() => readSafetensors(own.subarray(0, own.length - 1))).toThrow(SafetensorsDamaged);
  expect(() => readSafetensors(fileOf({ a: ["BOOL", [1], Uint8Array.of(1)] }))).toThrow("type BOOL");
});

it("refuses an array without a description", () => {
  const header = Buffer.from('{"a":null}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  expect(() => readSafetensors(Buffer.concat([length, header]))).toThrow(
    new SafetensorsDamaged("array a has no description"),
  );
});
