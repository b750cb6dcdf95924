import type { Measurement, MetricContext, MetricPlugin } from "../metric.ts";
import { fakeSnapshot, type FakeSnapshotParts } from "./fake-snapshot.ts";
import { withoutLeaks } from "./without-leaks.ts";

/**
 * What a metric measures on a made-up snapshot, with options as an experiment would write them. No tensor may leak. A
 * metric that asks for more context than it is given gets an error.
 */
export async function takeMetric(
  plugin: MetricPlugin,
  options: object,
  parts: FakeSnapshotParts,
  context: Pick<MetricContext, "tf"> & Partial<MetricContext>,
): Promise<readonly Measurement[]> {
  const { tf } = context;
  return await withoutLeaks(tf, async () => {
    const metric = await plugin.create(plugin.options.parse(options), {
      tf,
      get linalg() {
        return context.linalg ?? absent("linalg");
      },
      get dependence() {
        return context.dependence ?? absent("dependence");
      },
    });
    const snapshot = fakeSnapshot(tf, parts);
    try {
      return await metric.measure(snapshot);
    } finally {
      snapshot.dispose();
      metric.dispose?.();
    }
  });
}

function absent(what: string): never {
  throw new Error(`the context of the metric has no ${what}: give takeMetric that of @infoplane/metrics/context`);
}
