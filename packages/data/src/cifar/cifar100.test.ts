import { createHash } from "node:crypto";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { optionsOf, type Dataset, type DatasetContext, type DatasetPlugin } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localServer } from "../test/local-server.ts";
import { tarOf } from "../test/tar-of.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { cifarFrom } from "./cifar.ts";
import { cifar100, cifar100Family } from "./cifar100.ts";

const record = 3074;
/** Records of coarse label, fine label, pixels; the first byte of each plane identifies the record. */
function fileOf(count: number): Buffer {
  const bytes = Buffer.alloc(count * record);
  for (let index = 0; index < count; index++) {
    bytes[index * record] = index % 20;
    bytes[index * record + 1] = (index * 7) % 100;
    for (let c = 0; c < 3; c++) bytes[index * record + 2 + c * 1024] = (index + 80 * c) & 0xff;
  }
  return bytes;
}
const load = (context: DatasetContext, plugin: DatasetPlugin = cifar100): Promise<Dataset> =>
  plugin.create(optionsOf(plugin, { train: 200, test: 100 }), context);

async function dataDirectory(): Promise<string> {
  const directory = await temporaryDirectory();
  const folder = join(directory, "cifar-100-binary");
  await mkdir(folder);
  await writeFile(join(folder, "train.bin"), fileOf(50_000));
  await writeFile(join(folder, "test.bin"), fileOf(10_000));
  return directory;
}

beforeEach(() => vi.stubEnv("INFOPLANE_DATA_DIR", undefined));
afterEach(() => vi.unstubAllEnvs());

describe("cifar100", () => {
  it("has a hundred different classes, known without reading anything", () => {
    expect(new Set(cifar100Family.classNames).size).toBe(100);
    expect([...cifar100Family.classNames]).toEqual([...cifar100Family.classNames].sort());
    expect(cifar100.facts({})).toEqual({ input: [32, 32, 3], classes: 100 });
  });

  it("takes the fine label of each record, and its pixels", async () => {
    const { train, test } = await load(testContext("/nonexistent", { dataDir: await dataDirectory() }));
    expect([...train.labels.subarray(0, 100)]).toEqual(Array.from({ length: 100 }, (_, i) => (i * 7) % 100));
    expect([...train.images.subarray(13 * 3072, 13 * 3072 + 3)]).toEqual([13, 93, 173]);
    expect([train.count, test.count]).toEqual([200, 100]);
  });

  it("names a file of the wrong size, and an invalid label", async () => {
    const dataDir = await dataDirectory();
    const path = join(dataDir, "cifar-100-binary", "test.bin");
    await truncate(path, 30_000_000);
    await expect(load(testContext("/nonexistent", { dataDir }))).rejects.toThrow(/30,000,000 bytes.*30,740,000/);
    const bytes = fileOf(10_000);
    bytes[4 * record + 1] = 100;
    await writeFile(path, bytes);
    await expect(load(testContext("/nonexistent", { dataDir }))).rejects.toThrow(/sample 5 has label 100/);
  });

  it("downloads the archive and checks it", async () => {
    const tar = await tarOf([
      { name: "cifar-100-binary/train.bin", content: fileOf(50_000) },
      { name: "cifar-100-binary/test.bin", content: fileOf(10_000) },
      { name: "cifar-100-binary/fine_label_names.txt", content: "apple" },
    ]);
    const archive = gzipSync(tar, { level: 1 });
    const server = await localServer(new Map([["cifar-100-binary.tar.gz", archive]]));
    const md5 = createHash("md5").update(archive).digest("hex");
    const url = `${server.base}cifar-100-binary.tar.gz`;
    const context = testContext(await temporaryDirectory());
    expect((await load(context, cifarFrom(cifar100Family, { url, md5 }))).source).toBe(`download from ${url}`);
    const wrong = testContext(await temporaryDirectory());
    await expect(load(wrong, cifarFrom(cifar100Family, { url, md5: "0".repeat(32) }))).rejects.toThrow(/md5/);
  });
});
