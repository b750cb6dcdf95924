/**
 * `under 1 s`, `4 s`, `2 min 05 s`, `3 h 10 min`; `?` if it is not a duration. Not pretty-ms, which does not pad, so
 * that a progress line would jump, and throws for an unknown time (Infinity).
 */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.round(seconds);
  if (whole < 1) return seconds > 0 ? "under 1 s" : "0 s";
  if (whole < 60) return `${whole} s`;
  // Rounded once, to the precision shown: never `1 h 60 min`.
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${padded(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`;
}

const padded = (part: number): string => String(part).padStart(2, "0");
