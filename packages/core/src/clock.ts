/** Milliseconds since 1970. Passed to whatever needs the time; results never depend on it. */
export type Clock = () => number;

const { timeOrigin } = performance;
/** Taken before any plugin is loaded: one that replaces it changes no time of the run. */
const now = performance.now.bind(performance);

/** The machine's clock; the only place that reads it. */
export const systemClock: Clock = () => timeOrigin + now();

/** `2026-01-31T12:00:00.000Z`. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
