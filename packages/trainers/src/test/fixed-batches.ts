import type { Batch, Batches } from "@infoplane/contracts";
import { Streams, tensors } from "@infoplane/engine";

export interface FixedBatchesOptions {
  readonly count?: number;
  readonly size?: number;
  readonly augmented?: boolean;
}

/** Batches of a training set whose samples never change: images of 6x6x2 in 3 classes, in another order every epoch. */
export function fixedBatches({ count = 40, size = 12, augmented = false }: FixedBatchesOptions = {}): Batches {
  const values = 6 * 6 * 2;
  const labels = Uint8Array.from({ length: count }, (_, sample) => sample % 3);
  const imageOf = (sample: number): number[] => {
    const { normal } = new Streams(5).stream("data", sample);
    return Array.from({ length: values }, (_, at) => normal() * 0.5 + Math.sin(at * ((labels[sample] ?? 0) + 1)));
  };
  const images = Array.from({ length: count }, (_, sample) => imageOf(sample));
  const samples = (_split: string, indices: ArrayLike<number>): Batch => {
    const tf = tensors();
    const chosen = Array.from(indices);
    return {
      x: tf.tensor4d(
        chosen.flatMap((sample) => images[sample] ?? []),
        [chosen.length, 6, 6, 2],
      ),
      y: tf.tensor1d(
        chosen.map((sample) => labels[sample] ?? 0),
        "int32",
      ),
    };
  };
  const indices: Batches["indices"] = ({ epoch, step }) =>
    Uint32Array.from(new Streams(5).stream("order", epoch).permutation(count)).slice(step * size, (step + 1) * size);
  return {
    stepsPerEpoch: Math.floor(count / size),
    batchSize: size,
    augmented,
    indices,
    train: (at) => samples("train", indices(at)),
    samples,
    count: () => count,
    labels: () => labels,
    probe: () => [],
  };
}
