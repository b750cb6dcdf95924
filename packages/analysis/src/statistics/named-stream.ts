/**
 * Uniform numbers in [0, 1) that depend on the name alone: a 32-bit FNV-1a hash of it seeds a Weyl sequence whose
 * values are mixed (splitmix32). For resampling only: training draws from the streams of the engine.
 */
export function namedStream(name: string): () => number {
  let state = 0x811c9dc5;
  for (const char of name) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
