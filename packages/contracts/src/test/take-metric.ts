import type { Measurement, MetricPlugin } from "../metric.ts";
import { fakeSnapshot, type FakeSnapshotParts } from "./fake-snapshot.ts";
import { withoutLeaks, type TensorFlow } from "./without-leaks.ts";

/** What a metric measures on a made-up snapshot, with the options that an experiment would write. No tensor may leak. */
export async function takeMetric(
  plugin: MetricPlugin,
  options: object,
  parts: FakeSnapshotParts,
  tf: TensorFlow,
): Promise<readonly Measurement[]> {
  return await withoutLeaks(tf, async () => {
    const metric = await plugin.create(plugin.options.parse(options), { tf });
    const snapshot = fakeSnapshot(tf, parts);
    try {
      return await metric.measure(snapshot);
    } finally {
      snapshot.dispose();
      metric.dispose?.();
    }
  });
}
