import { optionsOf, type EngineName, type NetworkView, type Snapshot, type Variable } from "@infoplane/contracts";
import { withoutLeaks } from "@infoplane/contracts/test";
import { startEngine, Streams, tensors } from "@infoplane/engine";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { largeKernelOf } from "../dependence/kernel-measure.ts";
import { largeKernelOf as largeRegularisedKernelOf } from "../dependence/nhsic-measure.ts";
import { nhsicOptions } from "../dependence/nhsic.ts";
import { metricPlugins } from "../plugins.ts";
import { variable, type Rows } from "./variable.ts";
import { metricContext } from "../metric-context.ts";

const [m, classes] = [24, 3];
const { normal } = new Streams(3).stream("reading");
const labels = Array.from({ length: m }, (_, i) => i % classes);
const x: Rows = labels.map((label) => [0, 1, 2, 3].map((k) => normal() + (k === label ? 2 : 0)));
const y: Rows = labels.map((label) => [0, 1, 2].map((k) => (k === label ? 1 : 0)));
const z: Rows = x.map((row) => row.slice(1).map((value) => Math.max(0, value)));

/** A snapshot of two blocks, the second of which computes its rows on demand. Disposes it afterwards. */
async function onSnapshot<T>(use: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const tf = tensors();
  const [first, second] = [variable("Z", z, "block1"), variable("Z", x, "block2")];
  const large: Variable = {
    ...second,
    shape: [m, 4],
    rows: (start, end) => tf.slice2d(second.values, [start, 0], [end - start, 4]),
  };
  const variables = { x: variable("X", x), y: variable("Y", y), blocks: [first, large] };
  const sample = { ...variables, labels: Int32Array.from(labels) };
  const predicted = { logits: tf.tensor2d(y as number[][]), labels: tf.tensor1d(labels, "int32") };
  const gradients = { endToEnd: tf.tensor1d([3, 4]), local: tf.tensor1d([4, 3]) };
  const cost = { parameters: 2, flops: 3, activations: 4 };
  const parameters = [{ name: "w", shape: [2], read: () => tf.tensor1d([6, 8]) }];
  const block = { block: "block1", depth: 1 };
  const network: NetworkView = {
    classes,
    blocks: [{ ...block, cost, parameters }],
    classifier: { block: "classifier", depth: 2, cost, parameters: [] },
    sample: () => sample,
    gradients: () => [{ ...block, ...gradients }],
    steps: { steps: 1, secondsPerStep: 2, peakBytes: 3 },
  };
  try {
    return await use({ at: { epoch: 1, step: 0 }, ...variables, predict: () => predicted, network });
  } finally {
    const { x, y } = variables;
    tf.dispose([...[x, y, first, second].map(({ values }) => values), predicted, gradients]);
  }
}

const pair = { a: "X", b: "Z" };
/** Non-default options by metric: each way of reading once. */
const options: Readonly<Record<string, readonly object[]>> = {
  nhsic: [pair, { ...pair, a: "Y" }, { ...pair, scale: "standardised" }, { ...pair, landmarks: 8, eps: 0.1 }],
  hsic: [pair, { ...pair, frequencies: 8 }],
  cka: [pair, { ...pair, estimator: "minibatch", batch: 8 }, { ...pair, scale: "standardised" }],
};
type Take = (snapshot: Snapshot) => Promise<unknown>;
const measures = metricPlugins.flatMap((plugin) => {
  if (plugin.kind !== "metric") throw new Error(`${plugin.name} is no metric`);
  return (options[plugin.name] ?? [{}]).map((given): readonly [string, Take] => [
    `${plugin.name} ${JSON.stringify(given)}`,
    async (snapshot) => {
      const metric = await plugin.create(optionsOf(plugin, given), metricContext());
      return metric.measure(snapshot);
    },
  ]);
});
/** For kernels of more samples than a test has. */
const gaussian = { kernel: "gaussian", width: "median", sigma: 1, scale: "raw", centring: "double" } as const;
const regularised = { sigma: nhsicOptions.sigma.parse(undefined), eps: 1e-5, width: "fixed", scale: "raw" } as const;
const kernels: readonly (readonly [string, Take])[] = [
  ["large kernel", ({ x }) => largeKernelOf(x, gaussian, false)],
  ["large kernel of nhsic", ({ x }) => largeRegularisedKernelOf(x, { ...regularised, kernel: "gaussian" })],
];

/** Every measure on an engine without synchronous reads, and with reads that fail. */
export function describeReading(engine: EngineName): void {
  describe(`reading on ${engine}`, () => {
    let backend: ReturnType<ReturnType<typeof tensors>["backend"]>;
    let readSync: typeof backend.readSync;
    beforeAll(async () => {
      await startEngine({ engine });
      backend = tensors().backend();
      readSync = backend.readSync.bind(backend);
    });
    afterEach(() => {
      vi.restoreAllMocks();
      backend.read = (id) => Promise.resolve(readSync(id));
    });

    it.each(measures)("%s gives the same without synchronous reads", async (_, take) => {
      const expected = await onSnapshot(take);
      backend.read = (id) => Promise.resolve(readSync(id));
      // Kernels of wasm call the backend's own method; tensors call the one before it.
      const reader = engine === "wasm" ? tensors().engine() : backend;
      const synchronous = vi.spyOn(reader, "readSync").mockImplementation(() => {
        throw new Error("this engine reads asynchronously only");
      });
      expect(() => tensors().scalar(1).dataSync()).toThrow("asynchronously only");
      expect(await onSnapshot(take)).toEqual(expected);
      expect(synchronous).toHaveBeenCalledOnce();
    });

    it.each([...measures, ...kernels])("%s leaks no tensor when any read fails", async (name, take) => {
      const failing = async (before: number): Promise<boolean> => {
        let left = before;
        backend.read = (id) => (left-- > 0 ? Promise.resolve(readSync(id)) : Promise.reject(new Error("lost")));
        return withoutLeaks(tensors(), () =>
          onSnapshot(take).then(
            () => false,
            (error: unknown) => {
              expect(String(error)).toBe("Error: lost");
              return true;
            },
          ),
        );
      };
      let before = 0;
      while (await failing(before)) before++;
      const readsNothing = /^(cost|step-time|peak-memory) /.test(name);
      expect(before > 0).toBe(!readsNothing);
    });
  });
}
