import fc, { type Arbitrary } from "fast-check";

/** Valid bytes with a few of them changed, cut off, duplicated, or replaced by impossible sizes. */
export function changedBytes(sound: Uint8Array): Arbitrary<Uint8Array> {
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const huge = fc.constantFrom(
    [0xff, 0xff, 0xff, 0xff],
    [0x7f, 0xff, 0xff, 0xff],
    [0, 0, 0, 0],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  );
  const change = fc.oneof(
    fc.record({ at: place, length: fc.constant(1), piece: fc.uint8Array({ minLength: 1, maxLength: 1 }) }),
    fc.record({ at: place, length: fc.nat(8), piece: fc.uint8Array({ maxLength: 8 }) }),
    fc.record({ at: place, length: fc.constant(4), piece: huge.map((bytes) => Uint8Array.from(bytes)) }),
    fc.record({ at: place, length: fc.constant(1e9), piece: fc.constant(new Uint8Array()) }),
    fc.record({
      at: place,
      length: fc.constant(0),
      piece: fc.constantFrom("{", '"', "\n", "[[[[", "null", "1e999", "\0").map((text) => Buffer.from(text)),
    }),
    fc.record({ at: fc.constant(0), length: fc.constant(0), piece: fc.constant(sound) }),
  );
  return fc.oneof(
    { weight: 20, arbitrary: fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => apply(sound, changes)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }) },
  );
}

interface Change {
  readonly at: number;
  readonly length: number;
  readonly piece: Uint8Array;
}

function apply(sound: Uint8Array, changes: readonly Change[]): Uint8Array {
  return changes.reduce<Uint8Array>((now, { at, length, piece }) => {
    const start = Math.floor(at * now.length);
    return Buffer.concat([now.subarray(0, start), piece, now.subarray(Math.min(now.length, start + length))]);
  }, sound);
}
