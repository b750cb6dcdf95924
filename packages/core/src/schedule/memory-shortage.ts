const signs =
  /OOM when allocating|array buffer allocation failed|bad_alloc|out of memory|cannot allocate memory|resource ?exhausted|failed to allocate/i;

/** What an error, or what caused it, says of memory that could not be had; undefined for any other error. */
export function memoryShortage(error: unknown): string | undefined {
  let said: string | undefined;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (signs.test(cause.message)) said = cause.message.split("\n")[0];
  }
  return said;
}
