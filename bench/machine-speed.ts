/** Rounds of one side that differ by more than this factor were measured on a machine that changed its speed. */
export const steadyFactor = 1.3;

/** The slowest round of one side over its fastest: one program, so what differs is the machine. */
export const speedChange = (rounds: readonly number[]): number => Math.max(...rounds) / Math.min(...rounds);
