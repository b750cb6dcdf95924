import {
  DataUnavailableError,
  defineReporter,
  primaryDiagnostic,
  z,
  type Figure,
  type OptionsSchema,
  type Plugin,
  type PluginKind,
  type Reporter,
  type RunView,
} from "@infoplane/contracts";
import { describe, expect, it, vi } from "vitest";
import { guardPlugin } from "./guard-plugin.ts";

type Hook = (...args: unknown[]) => unknown;
const options = z.strictObject({});

/** A plugin of a kind whose hook does this; what the other hooks return is irrelevant. */
function guarded(kind: PluginKind, does: Hook, hook = "create"): Record<string, Hook> {
  const plugin = { kind, name: "own", summary: "", options: options as OptionsSchema, [hook]: does };
  return guardPlugin(plugin as unknown as Plugin) as unknown as Record<string, Hook>;
}

async function thrownBy(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

const made: Readonly<Record<string, string>> = {
  dataset: "create",
  augmentation: "create",
  layer: "create",
  architecture: "expand",
  head: "expand",
  loss: "create",
  optimizer: "create",
  schedule: "create",
  trainer: "create",
  metric: "create",
  executor: "create",
};
const proxy = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error("no");
    },
  },
);
const unreadable = {
  toString() {
    throw new Error("no");
  },
  toJSON() {
    throw new Error("no");
  },
};

describe("a plugin's hooks", () => {
  it.each(
    Object.entries(made).flatMap(([kind, hook]) => [undefined, null, 3, "x", {}].map((gives) => [kind, hook, gives])),
  )("%s: what %s returns is refused by name: %j", async (kind, hook, gives) => {
    const error = await thrownBy(() => guarded(kind as PluginKind, () => gives, hook as string)[hook as string]?.());
    expect(error.message).toContain(`${hook as string}() returned`);
    expect(error.message).not.toContain("Cannot read");
  });

  it.each([
    ["loss", "loss own failed in create: boom", new Error("boom")],
    ["dataset", "dataset own failed in create: it threw null, not an error", null],
    ["optimizer", "optimizer own failed in create: it threw something that can't be read", unreadable],
    ["layer", "layer own failed in create: a text", "a text"],
    ["executor", 'executor own failed in create: it threw {"code":3}, not an error', { code: 3 }],
    ["schedule", "schedule own failed in create: it threw something that can't be read", proxy],
  ] as const)("%s: what it throws is reported with kind, name and hook: %s", async (kind, message, thrown) => {
    const call: Hook = () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what plugins may throw
      throw thrown;
    };
    const said = primaryDiagnostic(await thrownBy(() => guarded(kind, call)["create"]?.()));
    expect(said?.code).toBe("runtime/plugin-failed");
    expect(said?.message.split("\n")[0]).toBe(message);
  });

  it("leaves errors that mean something to the caller, and those that the caller names", async () => {
    const gone = new DataUnavailableError("not there", "fetch it");
    expect(await thrownBy(() => guarded("dataset", () => Promise.reject(gone))["create"]?.())).toBe(gone);
    const error = new Error("no");
    expect(await thrownBy(() => guarded("metric", () => Promise.reject(error))["create"]?.())).toBe(error);
  });

  it.each([
    ["trainer", "grouping", undefined],
    ["trainer", "grouping", [[]]],
    ["trainer", "heads", [null]],
    ["layer", "shape", "3x3"],
    ["layer", "cost", {}],
    ["dataset", "facts", { input: [], classes: 2 }],
    ["architecture", "expand", { blocks: [null], classifier: [] }],
  ] as const)("%s.%s is validated before anything uses it: %j", async (kind, hook, gives) => {
    const { message } = await thrownBy(() => guarded(kind, () => gives, hook)[hook]?.());
    expect(message).toMatch(new RegExp(`^${hook}\\(\\) returned`));
  });

  it("says what is inconsistent in a data set", async () => {
    const part = { count: 2, images: new Uint8Array(8), labels: Uint8Array.from([0, 1]) };
    const good = {
      name: "own",
      source: "here",
      digest: "d",
      input: [2, 2, 1],
      classes: 2,
      classNames: ["across", "upright"],
      normalisation: { mean: [0], std: [1] },
      train: part,
      test: part,
    };
    expect(await guarded("dataset", () => Promise.resolve(good))["create"]?.()).toBe(good);
    const said = async (change: object): Promise<string> =>
      (await thrownBy(() => guarded("dataset", () => ({ ...good, ...change }))["create"]?.())).message;
    expect(await said({ train: { ...part, images: new Uint8Array(7) } })).toContain(
      "train.images are not 2 of 4 bytes",
    );
    expect(await said({ test: { ...part, labels: Uint8Array.from([0, 2]) } })).toContain(
      "test.labels are not all below 2",
    );
    expect(await said({ normalisation: undefined })).toContain("whose normalisation is invalid");
    for (const [std, why] of [
      [0, "std.0 is not above 0"],
      [-1, "std.0 is not above 0"],
      [1e-50, "std.0 is not above 0"],
      [NaN, "std.0 is invalid"],
    ] as const)
      expect(await said({ normalisation: { mean: [0], std: [std] } })).toContain(`normalisation.${why}`);
    expect(await said({ normalisation: { mean: [1e300], std: [1] } })).toContain("normalisation.mean.0 is too large");
    expect(await said({ classNames: [] })).toContain("whose classNames are not 2");
    expect(await said({ digest: "" })).toContain("whose digest is invalid");
  });

  it.each([
    ["its creation", () => new Promise(() => undefined)],
    [
      "a file",
      () => ({ render: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }) }),
    ],
  ])("waits ten minutes for a reporter, and no longer: %s", async (_, create) => {
    vi.useFakeTimers();
    try {
      const reporter = guarded("reporter", create)["create"]?.() as Reporter;
      const rendering = thrownBy(async () => {
        for await (const _file of reporter.render({} as RunView)) expect(_file).toBeUndefined();
      });
      await vi.advanceTimersByTimeAsync(10 * 60_000);
      expect((await rendering).message).toBe("it gave no file for 10 minutes, and is not waited for any longer");
    } finally {
      vi.useRealTimers();
    }
  });

  it("refuses an executor that does not say how cells ended", async () => {
    const executor = (await guarded("executor", () => ({ execute: () => Promise.resolve({}) }))["create"]?.()) as {
      execute: Hook;
    };
    expect((await thrownBy(() => executor.execute([]))).message).toContain(
      "executor own failed in execute: execute() returned an object",
    );
  });

  it("keeps everything else of the plugin, including private fields", () => {
    class Own {
      readonly kind = "schedule";
      readonly name = "own";
      readonly summary = "s";
      readonly options = options;
      #factor = 2;
      create() {
        return () => this.#factor;
      }
    }
    const plugin = guardPlugin(new Own());
    expect([plugin.kind, plugin.name, plugin.summary, plugin.options]).toEqual(["schedule", "own", "s", options]);
    expect((plugin as unknown as Own).create()()).toBe(2);
  });
});

describe("a figure or reporter that can't be created", () => {
  const run = {} as RunView;
  it("is a figure that can't be drawn", () => {
    const figure = guarded("figure", () => undefined)["create"]?.() as Figure;
    expect(figure.name).toBe("own");
    expect(() => figure.spec(run)).toThrow("create() returned nothing (undefined)");
  });

  it("is a reporter that can't be rendered", async () => {
    const reporter = guarded("reporter", () => Promise.reject(new Error("no font")))["create"]?.() as Reporter;
    const files = async (): Promise<void> => {
      for await (const file of reporter.render(run)) expect(file).toBe("none");
    };
    expect((await thrownBy(files)).message).toBe("no font");
  });

  it("and one that is created asynchronously renders", async () => {
    const plugin = defineReporter({
      name: "own",
      summary: "",
      options,
      create: (() =>
        Promise.resolve({
          *render() {
            yield { path: "a", content: "b" };
          },
        })) as never,
    });
    const reporter = (guardPlugin(plugin) as typeof plugin).create({});
    const paths: string[] = [];
    for await (const { path } of reporter.render(run)) paths.push(path);
    expect(paths).toEqual(["a"]);
  });
});
