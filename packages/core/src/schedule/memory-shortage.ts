import { memoryShortageIn } from "@infoplane/contracts/memory-shortage";

/** What an error, or what caused it, says of memory that ran out; undefined for any other error. */
export function memoryShortage(error: unknown): string | undefined {
  let said: string | undefined;
  for (let cause = error; cause instanceof Error; cause = cause.cause) said = memoryShortageIn(cause.message) ?? said;
  return said;
}
