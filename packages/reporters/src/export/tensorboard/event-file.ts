import { eventMessage, versionMessage, type ScalarEvent } from "./event-message.ts";

/**
 * An event file of TensorBoard: TFRecords, each 8 bytes length, its masked checksum, the message, its masked checksum,
 * all little-endian (tensorflow/core/lib/io/record_writer.h). The first record gives the version.
 */
export function eventFile(begun: number, events: readonly ScalarEvent[]): Uint8Array {
  return Buffer.concat([versionMessage(begun), ...events.map(eventMessage)].map(tfRecord));
}

function tfRecord(message: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(message.length));
  return Buffer.concat([length, checksum(length), message, checksum(message)]);
}

function checksum(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(maskedCrc32c(bytes));
  return buffer;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

/** CRC-32C (Castagnoli, reflected polynomial 0x82f63b78; RFC 3720, B.4). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** The checksum as stored in TFRecords: rotated right by 15 bits + 0xa282ead8 (tensorflow/core/lib/hash/crc32c.h). */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
