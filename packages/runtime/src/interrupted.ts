/**
 * Whether the signal cut a call off where it waited: for data, or for an engine to be installed. What it cuts off while
 * cells are at work does not throw: their state is saved.
 */
export function wasInterrupted(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || (error instanceof Error && error.name === "AbortError"));
}
