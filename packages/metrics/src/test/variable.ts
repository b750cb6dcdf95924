import { optionsOf, type Measurement, type PluginByKind, type Snapshot, type Variable } from "@infoplane/contracts";
import { memoised } from "@infoplane/contracts/memoised";
import { tensors } from "@infoplane/engine";
import { metricContext } from "../metric-context.ts";

export type Rows = readonly (readonly number[])[];

/** A variable as the scheduler creates it; `computed` counts what memo had to compute. */
export function variable(
  name: Variable["name"],
  rows: Rows,
  block?: string,
): Variable & { readonly computed: string[] } {
  const memo = memoised();
  const computed: string[] = [];
  return {
    name,
    ...(block !== undefined && { block, depth: Number(block.slice(5)) }),
    values: tensors().tensor2d(rows.map((row) => [...row])),
    computed,
    memo: (key, compute) =>
      memo(key, () => {
        computed.push(key);
        return compute();
      }),
  };
}

/** Takes a metric on a probe set of fresh variables and frees them. */
export async function measureOn(
  metric: PluginByKind["metric"],
  options: object,
  probe: { readonly x: Rows; readonly y: Rows; readonly z: readonly Rows[] },
): Promise<readonly Measurement[]> {
  const tf = tensors();
  const [x, y] = [variable("X", probe.x), variable("Y", probe.y)];
  const blocks = probe.z.map((rows, index) => variable("Z", rows, `block${index + 1}`));
  const made = await metric.create(optionsOf(metric, options), metricContext());
  try {
    return await made.measure({ at: { epoch: 1, step: 0 }, x, y, blocks } as unknown as Snapshot);
  } finally {
    made.dispose?.();
    tf.dispose([x.values, y.values, ...blocks.map((block) => block.values)]);
  }
}
