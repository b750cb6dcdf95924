import type { Dataset } from "@infoplane/contracts";
import { Streams } from "@infoplane/engine";
import { digest } from "./digest.ts";

/** Every arm and every seed trains on the same wrong labels: hence not the run's seed. */
const noiseSeed = 0;

/**
 * Symmetric label noise (Natarajan et al. 2013): round(share * n) training samples, drawn without repeats from the
 * stream "label-noise", get a label drawn uniformly among the other classes, so that the share is that of labels that
 * are wrong. The test part stays as it is. The digest is that of the new labels. Pure; share in 0..1.
 */
export function withLabelNoise(dataset: Dataset, share: number): Dataset {
  const { train, test, classes } = dataset;
  const stream = new Streams(noiseSeed).stream("label-noise");
  const wrong = stream.permutation(train.count).subarray(0, Math.round(share * train.count));
  const labels = train.labels.slice();
  for (const index of wrong) {
    labels[index] = ((labels[index] ?? 0) + 1 + stream.integer(classes - 1)) % classes;
  }
  const noisy = { ...train, labels };
  return { ...dataset, train: noisy, digest: digest(noisy, test), labelNoise: { share, wrong: wrong.length } };
}
