import { eventMessage, versionMessage, type ScalarEvent } from "./event-message.ts";
import { maskedCrc32c } from "./masked-crc32c.ts";

/**
 * An event file of TensorBoard: TFRecords, each 8 bytes length, its masked checksum, the message, its masked checksum,
 * all little-endian (tensorflow/core/lib/io/record_writer.h). The first says the version.
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
