/** A value of one tag at one step. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
}

/** A point of an event file: all scalars of one step. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly time: number;
  readonly step: number;
  readonly scalars: readonly Scalar[];
}

/**
 * Protocol buffer `tensorflow.Event`: wall_time = 1 (double), step = 2 (int64), file_version = 3 (string),
 * summary = 5; `Summary.value` = 1 with tag = 1 and simple_value = 2 (float).
 * Source: tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
 */
export function eventMessage({ time, step, scalars }: ScalarEvent): Uint8Array {
  const values = scalars.map(({ tag, value }) =>
    lengthDelimited(1, Buffer.concat([lengthDelimited(1, Buffer.from(tag)), float(2, value)])),
  );
  return Buffer.concat([double(1, time), varintField(2, step), lengthDelimited(5, Buffer.concat(values))]);
}

/** The first message of every event file. */
export function versionMessage(time: number): Uint8Array {
  return Buffer.concat([double(1, time), lengthDelimited(3, Buffer.from("brain.Event:2"))]);
}

const wire = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

function key(field: number, type: number): Buffer {
  return varint((field << 3) | type);
}

function varintField(field: number, value: number): Buffer {
  return Buffer.concat([key(field, wire.varint), varint(value)]);
}

function double(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, wire.fixed64), bytes]);
}

function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, wire.fixed32), bytes]);
}

function lengthDelimited(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([key(field, wire.lengthDelimited), varint(bytes.length), bytes]);
}

/** Integers from 0 up to 2^53: seven bits per byte, lowest first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
