import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { withSafetensors } from "./open-safetensors.ts";
import { encodeSafetensors, SafetensorsError } from "./safetensors.ts";

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

function pathOf(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-tensors-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}

/** All arrays of a file, as plain numbers. */
function numbersOf(content: Uint8Array): Promise<Record<string, number[]>> {
  const path = pathOf("x.safetensors");
  writeFileSync(path, content);
  return withSafetensors(path, async ({ names, info, read }) => {
    const all: Record<string, number[]> = {};
    for (const name of names) {
      const size = info(name).shape.reduce((product, n) => product * n, 1);
      all[name] = [...(await read(name, new Float64Array(size)))];
    }
    return all;
  });
}

it("reads the types that other programs write", async () => {
  const file = fileOf({
    half: ["F16", [4], Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00)],
    brain: ["BF16", [2], Uint16Array.of(0x3f80, 0xc040)],
    double: ["F64", [2, 1], Float64Array.of(0.5, -2)],
    labels: ["I64", [3], BigInt64Array.of(0n, 7n, -1n)],
    bytes: ["U8", [1], Uint8Array.of(200)],
    mask: ["BOOL", [3], Uint8Array.of(1, 0, 1)],
    u16: ["U16", [1], Uint16Array.of(65_535)],
    u32: ["U32", [2], Uint32Array.of(4_294_967_295, 1_000_000_007)],
    u64: ["U64", [1], BigUint64Array.of(9_007_199_254_740_991n)],
  });
  expect(await numbersOf(file)).toEqual({
    half: [1, -2, 2 ** -24, Infinity],
    brain: [1, -3],
    double: [0.5, -2],
    labels: [0, 7, -1],
    bytes: [200],
    mask: [1, 0, 1],
    u16: [65_535],
    u32: [4_294_967_295, 1_000_000_007],
    u64: [9_007_199_254_740_991],
  });
});

it("reads our own, and refuses truncated files and other types", async () => {
  const own = encodeSafetensors({
    arrays: new Map([["a", { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) }]]),
    metadata: {},
  });
  expect(await numbersOf(own)).toEqual({ a: [1, 2] });
  await expect(numbersOf(own.subarray(0, own.length - 1))).rejects.toBeInstanceOf(SafetensorsError);
  await expect(numbersOf(fileOf({ a: ["F8_E4M3", [1], Uint8Array.of(1)] }))).rejects.toThrow("type F8_E4M3");
});

it("refuses an array without a description", async () => {
  const header = Buffer.from('{"a":null}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  await expect(numbersOf(Buffer.concat([length, header]))).rejects.toThrow("array a has no description");
});

it("reads an array beyond the first 2 GiB of a file, and nothing else", async () => {
  const path = pathOf("large.safetensors");
  const bytes = 2 ** 31 + 4096;
  const header = Buffer.from(
    JSON.stringify({
      large: { dtype: "F32", shape: [bytes / 4], data_offsets: [0, bytes] },
      last: { dtype: "F32", shape: [2], data_offsets: [bytes, bytes + 8] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = await open(path, "w");
  await file.write(Buffer.concat([length, header]));
  // The bytes in between are a hole, which takes no disk space.
  await file.write(Buffer.from(Float32Array.of(3, -4).buffer), 0, 8, 8 + header.length + bytes);
  await file.close();
  const last = await withSafetensors(path, ({ read }) => read("last", new Float32Array(2)));
  expect([...last]).toEqual([3, -4]);
});

it("does not wait for a pipe", async () => {
  const path = pathOf("pipe.safetensors");
  execFileSync("mkfifo", [path]);
  await expect(withSafetensors(path, () => Promise.resolve())).rejects.toThrow("not a regular file");
});
