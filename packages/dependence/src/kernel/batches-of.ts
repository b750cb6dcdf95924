import { Streams } from "@infoplane/engine";

/** Samples that a batch needs for U-centring. */
const fewest = 4;

/**
 * Distributes m samples over mini-batches of about `size`: the number of batches that comes nearest to it, every sample
 * in one, so that sizes differ by at most one. Each batch is spread over all samples, since data sets may be sorted by
 * class: of each run of as many consecutive samples as there are batches, every batch gets one, drawn at random since
 * classes may also alternate. The same for the same m and size.
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
