import { Streams } from "@infoplane/engine";

/** Samples that a batch needs for U-centring. */
const fewest = 4;

/**
 * Deals m samples out to mini-batches of about `size`: as many batches as come nearest to it, every sample in one, so that
 * sizes differ by one at most. Each batch is spread over all samples, since data sets may list class by class: of as many
 * consecutive samples as there are batches each gets one; which one is drawn, since classes may come in turn, too. The same
 * for the same m and size.
 */
export function batchesOf(m: number, size: number): number[][] {
  const count = Math.max(1, Math.min(Math.round(m / size), Math.floor(m / fewest)));
  const stream = new Streams(0).stream("batches", m, count);
  const batches = Array.from({ length: count }, (): number[] => []);
  for (let start = 0; start < m; start += count) {
    const order = stream.permutation(Math.min(count, m - start));
    order.forEach((offset, batch) => batches[batch]?.push(start + offset));
  }
  return batches;
}
