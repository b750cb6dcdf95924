/** What V8, libtensorflow, oneDNN, C++ and the system print when an allocation fails. */
const signs = [
  "allocation failed",
  "bad_alloc",
  "cannot allocate memory",
  "failed to allocate",
  "OOM when allocating",
  "out of memory",
  "resource ?exhausted",
];
const line = new RegExp(`^.*(?:${signs.join("|")}).*$`, "im");

/** The first line of a text that reports that memory ran out; undefined if there is none. */
export function memoryShortageIn(text: string): string | undefined {
  return line.exec(text)?.[0];
}
