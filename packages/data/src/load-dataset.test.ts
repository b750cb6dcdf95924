import {
  DataDamagedError,
  DataUnavailableError,
  defineDataset,
  exitCodes,
  InfoplaneError,
  Registry,
  type DatasetPlugin,
  type DatasetSpec,
} from "@infoplane/contracts";
import { expect, it } from "vitest";
import { z } from "zod";
import { loadDataset } from "./load-dataset.ts";
import { testContext } from "./test/test-context.ts";
import { withLabelNoise } from "./load-dataset.ts";
import { toyDataset } from "./test/toy-dataset.ts";

const facts = { input: [4, 4, 3], classes: 3 };
const plugin = (name: string, create: DatasetPlugin["create"]): DatasetPlugin =>
  defineDataset({ name, summary: name, options: z.strictObject({}), facts: () => facts, create });
const registry = new Registry().add(
  [
    plugin("toy", () => Promise.resolve(toyDataset(10, 5))),
    plugin("absent", () => Promise.reject(new DataUnavailableError("it is not here", "put it here"))),
    plugin("damaged", () => Promise.reject(new DataDamagedError("it is broken", "mend it"))),
    plugin("faulty", () => Promise.reject(new TypeError("a bug"))),
  ],
  "test",
);
const load = (name: string, offline?: string, spec: Partial<DatasetSpec> = {}, context = testContext("/nonexistent")) =>
  loadDataset(
    {
      name,
      options: {},
      facts,
      batch: 2,
      augment: [],
      ...(offline && { offline: { name: offline, options: {} } }),
      ...spec,
    },
    context,
    registry,
  );
const failure = (loading: Promise<unknown>): Promise<unknown> =>
  loading.then(
    () => undefined,
    (error: unknown) => error,
  );

it("gives the declared data", async () => {
  expect(await load("toy", "absent")).toEqual({ dataset: toyDataset(10, 5) });
});

it.each([
  ["toy", undefined],
  ["absent", "toy"],
])("adds label noise to %s, stand-in %s, as the experiment says", async (name, offline) => {
  const { dataset } = await load(name, offline, { labelNoise: 0.3 });
  expect(dataset).toEqual(withLabelNoise(toyDataset(10, 5), 0.3));
});

it("gives the stand-in if the data is unavailable, and says so", async () => {
  const context = testContext("/nonexistent");
  expect(await load("absent", "toy", {}, context)).toEqual({
    dataset: toyDataset(10, 5),
    standIn: { wanted: "absent", used: "toy", reason: "it is not here" },
  });
  expect(context.said).toEqual(["it is not here. Using the stand-in toy instead."]);
});

it.each([
  ["absent", undefined, "data/unavailable"],
  ["absent", "absent", "data/unavailable"],
  ["damaged", "toy", "data/damaged"],
])("stops if %s has the stand-in %s", async (name, offline, code) => {
  const error = await failure(load(name, offline));
  expect(error).toBeInstanceOf(InfoplaneError);
  const { diagnostics, exitCode } = error as InfoplaneError;
  expect([exitCode, diagnostics[0]?.code]).toEqual([exitCodes.wrongEnvironment, code]);
  expect(diagnostics[0]?.hint).toBeTruthy();
});

it("refuses data that is not what the experiment was checked for", async () => {
  const error = await failure(load("toy", undefined, { facts: { input: [8, 8, 3], classes: 3 } }));
  expect((error as InfoplaneError).diagnostics[0]?.code).toBe("data/facts");
});

it("rethrows other exceptions", async () => {
  expect(await failure(load("faulty", "toy"))).toEqual(new TypeError("a bug"));
});
