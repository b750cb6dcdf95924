import type { Batch, Batches, Dataset, Registry } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { SampleBatches, type ArrayBatch, type BatchSpec } from "./sample-batches.ts";

/**
 * The batches of a run, as tensors on the started engine: x float32 [n, ...input], y int32 [n], owned by the caller.
 * Order comes from the stream ("order", epoch), augmentation from ("augment", epoch, sample) and, for further views,
 * ("augment", epoch, sample, view), the probe from a stream that does not depend on the seed. Throws InfoplaneError if
 * the batch is larger than the training set.
 */
export function createBatches(dataset: Dataset, spec: BatchSpec, seed: number, registry: Registry): Batches {
  const arrays = new SampleBatches(dataset, spec, seed, registry);
  const onEngine = ({ x, y }: ArrayBatch): Batch => {
    const tf = tensors();
    return {
      x: tf.tensor(x, [y.length, ...dataset.input], "float32"),
      y: tf.tensor(y, [y.length], "int32"),
    };
  };
  return {
    stepsPerEpoch: arrays.stepsPerEpoch,
    batchSize: arrays.batchSize,
    augmented: arrays.augmented,
    indices: (at) => arrays.indices(at),
    train: (at, view) => onEngine(arrays.train(at, view)),
    samples: (split, indices) => onEngine(arrays.samples(split, indices)),
    count: (split) => arrays.count(split),
    labels: (split) => arrays.labels(split),
    probe: (split, n, draw) => arrays.probe(split, n, draw),
  };
}
