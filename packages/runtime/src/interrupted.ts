/**
 * Whether the signal interrupted a call while it was waiting, for data or for an engine to be installed. Interrupting
 * it while cells run does not throw: their state is saved.
 */
export function wasInterrupted(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && (error === signal.reason || (error instanceof Error && error.name === "AbortError"));
}
