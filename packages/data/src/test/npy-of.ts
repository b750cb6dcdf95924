/** An .npy file, version 1, of values that are already bytes. */
export function npyOf(descr: string, shape: readonly number[], bytes: Uint8Array, fortran = "False"): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${axes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = Buffer.alloc(10 + length, " ");
  header.write("\x93NUMPY\x01\x00", "latin1");
  header.writeUInt16LE(length, 8);
  header.write(text, 10, "latin1");
  header.write("\n", 9 + length, "latin1");
  return Buffer.concat([header, bytes]);
}

/** The same for numbers, as little-endian values of the type. */
export function npyOfNumbers(
  descr: "<f4" | "<f8" | "<i8" | "<i4",
  shape: readonly number[],
  values: readonly number[],
) {
  const arrays = {
    "<f4": () => Float32Array.from(values),
    "<f8": () => Float64Array.from(values),
    "<i4": () => Int32Array.from(values),
    "<i8": () => BigInt64Array.from(values.map(BigInt)),
  };
  return npyOf(descr, shape, new Uint8Array(arrays[descr]().buffer));
}
