import { createHash } from "node:crypto";
import { link, mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { optionsOf, type Dataset, type DatasetContext, type DatasetPlugin } from "@infoplane/contracts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { messages } from "../messages.ts";
import { localServer } from "../test/local-server.ts";
import { tarOf } from "../test/tar-of.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { remedyFor } from "../files/find-files.ts";
import { cifarFrom } from "./cifar.ts";
import { cifar10, cifar10Family } from "./cifar10.ts";

const folder = "cifar-10-batches-bin";
const names = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];
const record = 3073;
const label = (index: number): number => (index * 7) % 10;
const value = (index: number, channel: number, pixel: number): number => (index + 50 * channel + pixel) & 0xff;

/** A file of the right size: every record encodes its index, which determines its label. */
function batchFile(pixels: boolean): Buffer {
  const bytes = Buffer.alloc(10_000 * record);
  for (let index = 0; index < 10_000; index++) {
    bytes[index * record] = label(index);
    if (!pixels) continue;
    for (let c = 0; c < 3; c++) {
      for (let p = 0; p < 1024; p += 1023) bytes[index * record + 1 + c * 1024 + p] = value(index, c, p);
    }
  }
  return bytes;
}

/** Six names for one file: CIFAR-10 in size and layout. */
async function dataDirectory(): Promise<string> {
  const directory = join(await temporaryDirectory(), folder);
  await mkdir(directory);
  const [first = "", ...others] = names.map((name) => join(directory, `${name}.bin`));
  await writeFile(first, batchFile(true));
  await Promise.all(others.map((other) => link(first, other)));
  return directory;
}

const load = (context: DatasetContext, options = {}, plugin: DatasetPlugin = cifar10): Promise<Dataset> =>
  plugin.create(optionsOf(plugin, options), context);

afterEach(() => vi.unstubAllEnvs());

describe("cifar10", () => {
  it("reads all of it, and turns planes into pixels", async () => {
    const given = process.env["INFOPLANE_DATA_DIR"];
    const dataDir = given ?? (await dataDirectory());
    const dataset = await load(testContext("/nonexistent", { dataDir }));
    expect([dataset.train.count, dataset.test.count]).toEqual([50_000, 10_000]);
    expect(dataset.train.images).toHaveLength(50_000 * 3072);
    const counts = new Array<number>(10).fill(0);
    for (const each of dataset.train.labels) counts[each]!++;
    expect(counts).toEqual(new Array<number>(10).fill(5000));
    expect(dataset.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("takes the first of each class and turns planes into pixels", async () => {
    vi.stubEnv("INFOPLANE_DATA_DIR", undefined);
    const directory = await dataDirectory();
    const { train, test, source, digest } = await load(testContext("/nonexistent", { dataDir: directory }), {
      train: 30,
      test: 10,
    });
    expect(source).toBe(`--data-dir ${directory}`);
    expect([...train.labels]).toEqual(Array.from({ length: 30 }, (_, i) => label(i)));
    for (const index of [0, 13, 29]) {
      for (const pixel of [0, 1023]) {
        const at = index * 3072 + pixel * 3;
        expect([...train.images.subarray(at, at + 3)]).toEqual([0, 1, 2].map((c) => value(index, c, pixel)));
      }
    }
    const hash = createHash("sha256");
    for (const part of [train, test]) hash.update(part.images).update(part.labels);
    expect(digest).toBe(hash.digest("hex"));
  });

  it("names a file of the wrong size, with both sizes", async () => {
    const directory = await dataDirectory();
    await truncate(join(directory, "test_batch.bin"), 30_000_000);
    const file = join(directory, "data_batch_1.bin");
    const { message } = messages.wrongSize(file, 30_730_000, 30_000_000, remedyFor(directory));
    expect(message).toContain("30,730,000");
    await expect(load(testContext("/nonexistent", { dataDir: directory }))).rejects.toMatchObject({
      name: "DataDamagedError",
      message,
    });
  });

  it("names a record whose label is invalid", async () => {
    const directory = await dataDirectory();
    const bytes = batchFile(false);
    bytes[5 * record] = 10;
    await writeFile(join(directory, "test_batch.bin"), bytes);
    await expect(load(testContext("/nonexistent", { dataDir: directory }))).rejects.toThrow(
      /sample 6 has label 10; labels go from 0 to 9/,
    );
  });

  it("downloads the archive into the cache once", async () => {
    vi.stubEnv("INFOPLANE_DATA_DIR", undefined);
    const content = batchFile(false);
    const tar = await tarOf(names.map((name) => ({ name: `${folder}/${name}.bin`, content })));
    const archive = gzipSync(tar, { level: 1 });
    const server = await localServer(new Map([["cifar.tar.gz", archive]]));
    const md5 = createHash("md5").update(archive).digest("hex");
    const plugin = cifarFrom(cifar10Family, { url: `${server.base}cifar.tar.gz`, md5 });
    const context = testContext(await temporaryDirectory());
    const options = { train: 20, test: 10 };
    const first = await load(context, options, plugin);
    const second = await load(context, options, plugin);
    expect(first.source).toBe(`download from ${server.base}cifar.tar.gz`);
    expect(second.source).toBe(`cache ${join(context.cacheDir, folder)}`);
    expect(second.digest).toBe(first.digest);
    expect(server.requests).toHaveLength(1);
  });
});
