/**
 * What a mean was taken over, from the number of seeds behind each point: `mean over 3 seeds`, `one seed`,
 * or, where the points differ, `mean over the seeds that reached an epoch (n up to 3)`.
 */
export function meanOver(points: readonly { readonly seeds: number }[], which = "reached an epoch"): string {
  const most = points.reduce((max, { seeds }) => Math.max(max, seeds), 0);
  if (points.some(({ seeds }) => seeds !== most)) return `mean over the seeds that ${which} (n up to ${most})`;
  return most === 1 ? "one seed" : `mean over ${most} seeds`;
}
