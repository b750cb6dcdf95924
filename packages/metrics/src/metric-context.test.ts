import { optionsOf, z, defineMetric, type DependenceMeasures, type PluginByKind } from "@infoplane/contracts";
import { takeMetric } from "@infoplane/contracts/test";
import { matrix, startEngine, Streams, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { cka } from "./dependence/cka.ts";
import { hsic } from "./dependence/hsic.ts";
import { nhsic } from "./dependence/nhsic.ts";
import { metricContext } from "./metric-context.ts";
import { variable } from "./test/variable.ts";

beforeAll(async () => {
  await startEngine();
});

const { normal } = new Streams(8).stream("context");
const x = Array.from({ length: 20 }, () => [normal(), normal()]);
const z1 = x.map(([first]) => [first!, normal()]);

describe("the context of a metric", () => {
  it.each<readonly [keyof DependenceMeasures, PluginByKind["metric"], object]>([
    ["nhsic", nhsic, { eps: 1e-3, interval: true }],
    ["nhsic", nhsic, {}],
    ["hsic", hsic, { estimator: "unbiased", permutations: 9 }],
    ["hsic", hsic, {}],
    ["cka", cka, { kernel: "gaussian", estimator: "debiased" }],
    ["cka", cka, {}],
  ])("gives for two variables what the metric %s records, from the same kernels", async (name, metric, options) => {
    const context = metricContext();
    const before = tensors().memory().numTensors;
    const [a, b] = [variable("X", x), variable("Z", z1, "block1")];
    const measure: DependenceMeasures["nhsic"] = context.dependence[name];
    const found = await measure(a, b, options);
    const computed = [a, b].map((one) => one.computed.length);
    const made = await metric.create(optionsOf(metric, { a: "X", b: "Z", ...options }), context);
    const [record] = await made.measure({ at: { epoch: 1, step: 0 }, x: a, blocks: [b] } as never);
    expect(record).toMatchObject(found);
    expect([a, b].map((one) => one.computed.length)).toEqual(computed);
    expect(found.corrected).toBeGreaterThan(0);
    tensors().dispose([a.values, b.values]);
    expect(tensors().memory().numTensors).toBe(before);
  });

  it("refuses options that a measure does not have", async () => {
    const [a, b] = [variable("X", x), variable("Z", z1, "block1")];
    const { cka, hsic } = metricContext().dependence;
    await expect(cka(a, b, { eps: 1 } as object)).rejects.toThrow("eps");
    await expect(hsic(a, b, { landmarks: 4, frequencies: 4 })).rejects.toThrow("take one of them");
    tensors().dispose([a.values, b.values]);
  });

  it("has linear algebra, and throws if a test provides less than a metric asks for", async () => {
    const square = defineMetric({
      name: "square",
      summary: "3 times 3",
      options: z.strictObject({}),
      needs: "none",
      create: (_, { linalg }) => ({
        measure: () => [{ value: linalg.multiply(three, three).data[0] ?? NaN }],
      }),
    });
    const three = matrix(1, 1, Float64Array.of(3));
    expect(await takeMetric(square, {}, {}, metricContext())).toEqual([{ value: 9 }]);
    await expect(takeMetric(square, {}, {}, { tf: tensors() })).rejects.toThrow("no linalg");
  });
});
