import { createHash } from "node:crypto";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DataDamagedError, optionsOf, type DatasetContext } from "@infoplane/contracts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localServer } from "../test/local-server.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { mnistLike, type MnistFamily } from "./mnist-like.ts";
import { idx as idxPlugin } from "./idx.ts";
import { readIdx } from "./read-idx.ts";

function idx(shape: number[], values: Uint8Array, type = 0x08): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE((type << 8) | shape.length, 0);
  shape.forEach((n, axis) => header.writeUInt32BE(n, 4 + 4 * axis));
  return Buffer.concat([header, values]);
}

async function fileOf(bytes: Buffer): Promise<string> {
  const path = join(await temporaryDirectory(), "file");
  await writeFile(path, bytes);
  return path;
}

describe("readIdx", () => {
  const values = Uint8Array.from([1, 2, 3, 4, 5, 6]);

  it.each([
    ["raw", idx([2, 3], values)],
    ["gzipped", gzipSync(idx([2, 3], values))],
  ])("reads a %s file", async (_, bytes) => {
    expect([...(await readIdx(await fileOf(bytes), [2, 3]))]).toEqual([...values]);
  });

  it.each([
    ["another type", idx([2, 3], values, 0x0d), /magic number must be 0x00000802, but is 0x00000d02/],
    ["another number of axes", idx([6], values), /magic number must be 0x00000802, but is 0x00000801/],
    ["another length of an axis", idx([3, 2], values), /axis 1 must be 2, but is 3/],
    ["values missing", idx([2, 3], values.subarray(1)), /has 17 bytes, but must have 18/],
    ["excess bytes", idx([2, 3], Uint8Array.from([...values, 7])), /has 19 bytes, but must have 18/],
    ["no header", Buffer.from([0, 0, 8]), /has 3 bytes, but must have 18/],
    ["a broken gzip", gzipSync(idx([2, 3], values)).subarray(0, 20), /can't be unpacked/],
  ])("refuses a file with %s", async (_, bytes, message) => {
    const reading = readIdx(await fileOf(bytes), [2, 3]);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(DataDamagedError);
  });
});

describe("readIdx of any length", () => {
  const values = Uint8Array.from({ length: 12 }, (_, i) => i);

  it("takes as many samples as the header says", async () => {
    expect(await readIdx(await fileOf(gzipSync(idx([4, 3], values))), [undefined, 3])).toEqual(values);
  });

  it.each([
    ["a header that promises more than memory", idx([0xffffffff, 3], values), /12,884,901,885 bytes or more/],
    ["a gzip that holds more than its header says", gzipSync(idx([1, 3], new Uint8Array(5e6))), /more than its header/],
    ["a gzip that holds less", gzipSync(idx([5, 3], values)), /has 24 bytes, but must have 27/],
    ["an empty file", Buffer.alloc(0), /has 0 bytes, but must have 12/],
  ])("refuses %s", async (_what, bytes, message) => {
    await expect(readIdx(await fileOf(bytes), [undefined, 3])).rejects.toThrow(message);
  });

  it("answers any damage with the values or DataDamagedError", async () => {
    const sound = [idx([4, 3], values), gzipSync(idx([4, 3], values))];
    const damage = fc.record({
      which: fc.nat(1),
      at: fc.nat(40),
      value: fc.nat(255),
      end: fc.nat(60),
      cut: fc.boolean(),
    });
    const path = await fileOf(Buffer.alloc(0));
    await fc.assert(
      fc.asyncProperty(damage, async ({ which, at, value, end, cut }) => {
        const bytes = Buffer.from((sound[which] ?? Buffer.alloc(0)).subarray(0, cut ? end : undefined));
        if (at < bytes.length) bytes[at] = value;
        await writeFile(path, bytes);
        const outcome = await readIdx(path, [undefined, 3]).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataDamagedError);
        else expect((outcome as Uint8Array).length % 3).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe("idx", () => {
  const part = (count: number, axes: number[]) => {
    const size = axes.reduce((product, n) => product * n, 1);
    return {
      images: Uint8Array.from({ length: count * size }, (_, i) => i & 0xff),
      labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
    };
  };
  const write = async (names: readonly string[], axes: number[], counts = [9, 6, 9, 6]) => {
    const directory = await temporaryDirectory();
    const [train, test] = [part(counts[0]!, axes), part(counts[1]!, axes)];
    const files = [
      idx([counts[0]!, ...axes], train.images),
      idx([counts[2]!], train.labels.slice(0, counts[2])),
      gzipSync(idx([counts[1]!, ...axes], test.images)),
      idx([counts[3]!], test.labels.slice(0, counts[3])),
    ];
    for (const [index, name] of names.entries()) await writeFile(join(directory, name), files[index]!);
    return directory;
  };
  const load = (path: string, options: object) =>
    idxPlugin.create(optionsOf(idxPlugin, { path, classes: 3, ...options }), testContext("/nonexistent"));
  const usual = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte",
  ];

  it("reads a directory as it is, with any number of samples", async () => {
    const { train, test, normalisation } = await load(await write(usual, [3, 4]), { input: [3, 4, 1], test: 3 });
    expect([train.count, test.count, normalisation.mean.length]).toEqual([9, 3, 1]);
    expect(train.images).toEqual(part(9, [3, 4]).images);
    expect([...test.labels]).toEqual([0, 1, 2]);
  });

  it("reads colour images, other names for the test part, and a prefix", async () => {
    const names = [
      "train-images-idx4-ubyte",
      "train-labels-idx1-ubyte",
      "test-images-idx4-ubyte",
      "test-labels-idx1-ubyte",
    ];
    const directory = await write(
      names.map((name) => `own-${name}`),
      [2, 2, 3],
    );
    const { train } = await load(directory, { input: [2, 2, 3], prefix: "own-" });
    expect(train.images).toEqual(part(9, [2, 2, 3]).images);
  });

  it.each([
    ["another shape", usual, [3, 4], [9, 6, 9, 6], { input: [4, 4, 1] }, /axis 2 must be 4, but is 3/],
    ["more classes", usual, [3, 4], [9, 6, 9, 6], { input: [3, 4, 1], classes: 2 }, /label 2; labels go from 0 to 1/],
    ["fewer labels than images", usual, [3, 4], [9, 6, 8, 6], { input: [3, 4, 1] }, /8, that of the labels, but is 9/],
    [
      "three of four files",
      usual.slice(0, 3),
      [3, 4],
      [9, 6, 9, 6],
      { input: [3, 4, 1] },
      /t10k-labels-idx1-ubyte is missing/,
    ],
    ["no files", [], [3, 4], [9, 6, 9, 6], { input: [3, 4, 1] }, /holds none of train-images-idx3-ubyte/],
  ])("refuses %s", async (_what, names, axes, counts, options, message) => {
    await expect(load(await write(names, axes, counts), options)).rejects.toThrow(message);
  });
});

describe("idx, with files as unpacking programs leave them", () => {
  const content = { images: idx([6, 2, 2], new Uint8Array(24)), labels: idx([6], Uint8Array.of(0, 1, 2, 0, 1, 2)) };
  const load = (path: string) =>
    idxPlugin.create(optionsOf(idxPlugin, { path, classes: 3, input: [2, 2, 1] }), testContext("/nonexistent"));
  const parts = ["train", "t10k"];

  it("takes files next to folders with their names, as in Kaggle's MNIST", async () => {
    const directory = await temporaryDirectory();
    for (const part of parts) {
      for (const [kind, bytes] of [
        ["images-idx3", content.images] as const,
        ["labels-idx1", content.labels] as const,
      ]) {
        await writeFile(join(directory, `${part}-${kind.replace("-idx", ".idx")}-ubyte`), bytes);
        await mkdir(join(directory, `${part}-${kind}-ubyte`));
        await writeFile(join(directory, `${part}-${kind}-ubyte`, `${part}-${kind}-ubyte`), bytes);
      }
    }
    expect((await load(directory)).train.count).toBe(6);
  });

  it("takes files in folders with their names, with different case, and inside one extra folder", async () => {
    const outer = await temporaryDirectory();
    const directory = join(outer, "archive");
    await mkdir(directory);
    await mkdir(join(outer, "__MACOSX"));
    await writeFile(join(directory, ".DS_Store"), "x");
    for (const part of parts) {
      await mkdir(join(directory, `${part}-images-idx3-ubyte`));
      await writeFile(join(directory, `${part}-images-idx3-ubyte`, `${part}-images-idx3-ubyte`), content.images);
      await writeFile(join(directory, `${part.toUpperCase()}-LABELS.IDX1-UBYTE`), content.labels);
    }
    expect((await load(outer)).test.count).toBe(6);
  });

  it("turns system errors into data errors", async () => {
    const directory = await temporaryDirectory();
    for (const part of parts) {
      await symlink(join(directory, "loop"), join(directory, "loop")).catch(() => undefined);
      await writeFile(join(directory, `${part}-labels-idx1-ubyte`), content.labels);
      await symlink("loop", join(directory, `${part}-images-idx3-ubyte`));
    }
    const loading = load(directory);
    await expect(loading).rejects.toBeInstanceOf(DataDamagedError);
    await expect(load(join(directory, "loop", "x"))).rejects.toThrow(/loop\/x can't be read: its links form a loop/);
  });

  it("says what a directory contains in place of the files", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "train.csv"), "x");
    await expect(load(directory)).rejects.toMatchObject({
      hint: expect.stringContaining("it holds train.csv") as string,
    });
  });
});

describe("mnistLike", () => {
  const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");
  const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => (i * 3) % 10);
  const images = (count: number) => Uint8Array.from({ length: count * 784 }, (_, i) => i >> 4);
  const files = {
    "train-images-idx3-ubyte": idx([40, 28, 28], images(40)),
    "train-labels-idx1-ubyte": idx([40], labels(40)),
    "t10k-images-idx3-ubyte": idx([20, 28, 28], images(20)),
    "t10k-labels-idx1-ubyte": idx([20], labels(20)),
  };
  const gzipped = new Map(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
  const sum = (name: keyof typeof files): string => md5(gzipped.get(`${name}.gz`)!);
  const family: MnistFamily = {
    name: "toy",
    title: "Toy",
    summary: "a toy",
    classNames: Array.from("0123456789"),
    mean: 0.5,
    std: 0.5,
    train: {
      count: 40,
      md5: { images: sum("train-images-idx3-ubyte"), labels: sum("train-labels-idx1-ubyte") },
      begins: [0, 3, 6],
    },
    test: {
      count: 20,
      md5: { images: sum("t10k-images-idx3-ubyte"), labels: sum("t10k-labels-idx1-ubyte") },
      begins: [0, 3, 6],
    },
    base: "https://example.org/",
    otherFolders: ["Toy/raw"],
  };
  const load = (context: DatasetContext, options = {}, of = family) => {
    const plugin = mnistLike(of);
    return plugin.create(optionsOf(plugin, options), context);
  };
  const write = async (more: Record<string, Buffer> = {}): Promise<string> => {
    const dataDir = await temporaryDirectory();
    await mkdir(join(dataDir, "Toy", "raw"), { recursive: true });
    for (const [name, bytes] of Object.entries({ ...files, ...more })) {
      await writeFile(join(dataDir, "Toy", "raw", name), bytes);
    }
    return dataDir;
  };

  beforeEach(() => vi.stubEnv("INFOPLANE_DATA_DIR", undefined));
  afterEach(() => vi.unstubAllEnvs());

  it("reads the four files and takes a subset", async () => {
    const dataset = await load(testContext("/nonexistent", { dataDir: await write() }), { train: 20 });
    expect([dataset.train.count, dataset.test.count, dataset.input]).toEqual([20, 20, [28, 28, 1]]);
    expect(dataset.train.labels).toEqual(labels(20));
    expect(dataset.train.images).toEqual(images(40).subarray(0, 20 * 784));
  });

  it("recognises a different set with the same file names by its labels", async () => {
    const other = idx([40], labels(40).toReversed());
    const dataDir = await write({ "train-labels-idx1-ubyte": other });
    await expect(load(testContext("/nonexistent", { dataDir }))).rejects.toThrow(
      /is not from Toy: its labels begin with 7 4 1, not 0 3 6/,
    );
  });

  it("refuses a label that is no class", async () => {
    const bad = labels(20);
    bad[4] = 10;
    const dataDir = await write({ "t10k-labels-idx1-ubyte": idx([20], bad) });
    await expect(load(testContext("/nonexistent", { dataDir }))).rejects.toThrow(/sample 5 has label 10/);
  });

  it("downloads the four files into the cache", async () => {
    const server = await localServer(gzipped);
    const context = testContext(await temporaryDirectory());
    const local = { ...family, base: server.base };
    const first = await load(context, {}, local);
    const second = await load(context, {}, local);
    expect(server.requests.map(({ path }) => path)).toEqual([...gzipped.keys()]);
    expect([first.source, second.source]).toEqual([
      `download from ${server.base}`,
      `cache ${join(context.cacheDir, "toy")}`,
    ]);
    expect(second.digest).toBe(first.digest);
  });
});
