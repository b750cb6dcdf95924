import { InfoplaneError, type Snapshot } from "@infoplane/contracts";
import { matrix, portableLinearAlgebra, startEngine, Streams, type Matrix } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { needsNetwork } from "../messages.ts";
import { measureParts, type Part } from "../test/fake-network.ts";
import { knnProbe } from "./knn-probe.ts";
import { linearProbe } from "./linear-probe.ts";
import { nearestClasses } from "./nearest-classes.ts";
import { reconstructionError } from "./reconstruction-error.ts";
import { fitRidge } from "./ridge.ts";
import { metricContext } from "../metric-context.ts";

beforeAll(async () => {
  await startEngine();
});

/** x of 4 values whose class is a direction; blocks with all of x, a rotation of it, only the class, and nothing. */
function part(name: string, n: number): Part {
  const { normal } = new Streams(6).stream(name, n);
  const labels = Array.from({ length: n }, (_, i) => i % 3);
  const x = labels.map((label) => [0, 1, 2, 3].map((k) => normal() * 0.4 + (k === label ? 2 : 0)));
  const turned = x.map(([a, b, c, d]) => [5 * (a! + b!) + 3, 5 * (a! - b!), 5 * (c! + d!), 5 * (c! - d!) - 1]);
  const classes = labels.map((label) => [label === 0 ? 1 : 0, label === 1 ? 1 : 0]);
  return { labels, x, z: [x, turned, classes, x.map(() => [0.25, 0.25])] };
}
const parts = { train: part("train", 60), test: part("test", 30), classes: 3 };

describe("linear-probe and knn-probe", () => {
  it.each([linearProbe, knnProbe])(
    "$name reads the class wherever it is present, however the output is rotated or shifted",
    async (metric) => {
      const found = await measureParts(metric, {}, parts);
      expect(found.map(({ block, depth, split }) => [block, depth, split])).toEqual(
        [1, 2, 3, 4].map((depth) => [`block${depth}`, depth, "test"]),
      );
      const [whole, turned, classes, dead] = found.map(({ value }) => value);
      expect(whole).toBeGreaterThan(0.9);
      expect(turned).toBe(whole);
      expect(classes).toBe(1);
      // No information: every sample gets the same class, which a third of them have.
      expect(dead).toBeCloseTo(1 / 3, 12);
      expect(found[0]).toMatchObject({ samples: 60 });
    },
  );

  it.each([linearProbe, knnProbe, reconstructionError])(
    "$name is null for outputs that are not finite",
    async (metric) => {
      const broken = { ...parts, train: { ...parts.train, z: [parts.train.x.map((row) => [NaN, ...row.slice(1)])] } };
      const [found] = await measureParts(metric, {}, broken);
      expect(found?.value).toBeNaN();
    },
  );

  it("needs a network", async () => {
    const metric = await linearProbe.create({}, metricContext());
    const act = () => metric.measure({ at: { epoch: 0, step: 0 } } as Snapshot);
    expect(act).toThrow(InfoplaneError);
    expect(act).toThrow(needsNetwork("linear-probe").message);
  });

  it("reads the only class when there is just one", async () => {
    const one = (p: Part): Part => ({ ...p, labels: p.labels.map(() => 0) });
    const single = { train: one(parts.train), test: one(parts.test), classes: 1 };
    for (const metric of [linearProbe, knnProbe]) {
      for (const { value } of await measureParts(metric, {}, single)) expect(value).toBe(1);
    }
  });
});

describe("reconstruction-error", () => {
  it("is small where the input is present, 1 where nothing is, and in between where only the class is", async () => {
    const [whole, turned, classes, dead] = (await measureParts(reconstructionError, { ridge: 1e-6 }, parts)).map(
      ({ value }) => value,
    );
    expect(whole).toBeLessThan(1e-6);
    expect(turned).toBeLessThan(1e-6);
    expect(classes).toBeGreaterThan(0.05);
    expect(classes).toBeLessThan(0.6);
    expect(dead).toBeCloseTo(1, 2);
  });
});

describe("fitRidge", () => {
  const random = (n: number, d: number, name: string): Matrix => {
    const { normal } = new Streams(2).stream(name, n, d);
    return matrix(n, d, Float64Array.from({ length: n * d }, normal));
  };

  it("does not depend on which of features and samples are more: an extra zero feature changes nothing", () => {
    const [x, y] = [random(10, 10, "x"), random(10, 2, "y")];
    const wide = matrix(
      10,
      11,
      Float64Array.from({ length: 110 }, (_, at) =>
        at % 11 === 10 ? 0 : x.data[Math.floor(at / 11) * 10 + (at % 11)]!,
      ),
    );
    const [narrow, padded] = [x, wide].map((side) => fitRidge(side, y, 0.1, portableLinearAlgebra).predict(side));
    narrow!.data.forEach((value, at) => expect(padded!.data[at]).toBeCloseTo(value, 10));
  });
});

describe("nearestClasses", () => {
  it("breaks tied votes by the nearest, and equal distances by order", () => {
    const known = matrix(4, 1, Float64Array.of(0, 1, 3, -1));
    const found = nearestClasses(
      known,
      Int32Array.of(0, 1, 2, 3),
      matrix(2, 1, Float64Array.of(0.9, 0)),
      2,
      portableLinearAlgebra,
    );
    expect([...found]).toEqual([1, 0]);
  });
});
