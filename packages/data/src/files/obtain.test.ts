import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataUnavailableError } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { messages } from "../messages.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { remedyFor } from "./find-files.ts";
import { obtain, type RemoteFileSet } from "./obtain.ts";

const fetching = (fetch: RemoteFileSet["fetch"]): RemoteFileSet => ({
  title: "Toy",
  folder: "toy",
  files: [["a", "a.gz"], ["b"]],
  origin: "https://example.org/toy.tar",
  remedy: "do it by hand",
  fetch,
});
const noFetch = fetching(() => Promise.reject(new Error("no network")));

async function folderWith(directory: string, ...names: string[]): Promise<string> {
  await mkdir(directory, { recursive: true });
  await Promise.all(names.map((name) => writeFile(join(directory, name), name)));
  return directory;
}

beforeEach(() => vi.stubEnv("INFOPLANE_DATA_DIR", undefined));
afterEach(() => vi.unstubAllEnvs());

describe("obtain", () => {
  it("looks in the data directory first, below it and in it", async () => {
    const root = await temporaryDirectory();
    const data = join(root, "data");
    const cache = await folderWith(join(root, "cache", "toy"), "a", "b");
    const context = testContext(join(root, "cache"), { dataDir: data });

    expect((await obtain(noFetch, context)).directory).toBe(cache);
    expect(context.said).toEqual([`--data-dir ${data} does not hold Toy (it holds nothing): looking elsewhere`]);
    await folderWith(data, "a.gz", "b");
    expect(await obtain(noFetch, context)).toEqual({
      directory: data,
      paths: [join(data, "a.gz"), join(data, "b")],
      source: `--data-dir ${data}`,
    });
    const below = await folderWith(join(data, "toy"), "a", "b");
    expect((await obtain(noFetch, context)).directory).toBe(below);
  });

  it("looks where INFOPLANE_DATA_DIR points", async () => {
    const root = await temporaryDirectory();
    vi.stubEnv("INFOPLANE_DATA_DIR", await folderWith(join(root, "data"), "a", "b"));
    expect((await obtain(noFetch, testContext(root))).source).toBe(`INFOPLANE_DATA_DIR ${join(root, "data")}`);
  });

  it("reports an incomplete set of files as damaged and stops searching", async () => {
    const root = await temporaryDirectory();
    await folderWith(join(root, "cache", "toy"), "a", "b");
    const dataDir = await folderWith(join(root, "data"), "b");
    const expected = messages.missingFile("Toy", dataDir, "a", remedyFor(dataDir));
    await expect(obtain(noFetch, testContext(join(root, "cache"), { dataDir }))).rejects.toMatchObject({
      name: "DataDamagedError",
      message: expected.message,
    });
  });

  it("fetches once when two processes need it at the same time", async () => {
    const root = await temporaryDirectory();
    let fetches = 0;
    const set = fetching(async (into) => {
      fetches++;
      await vi.waitFor(() => expect(contexts.flatMap(({ said }) => said)).toHaveLength(1), 60_000);
      await folderWith(into, "a", "b");
    });
    const contexts = [testContext(root), testContext(root)];
    const found = await Promise.all(contexts.map((context) => obtain(set, context)));
    expect(fetches).toBe(1);
    expect(found.map(({ source }) => source).sort()).toEqual([
      `cache ${join(root, "toy")}`,
      "download from https://example.org/toy.tar",
    ]);
    expect(contexts.flatMap(({ said }) => said)).toEqual([
      `waiting for another process that is filling ${join(root, "toy")}`,
    ]);
  });

  it("resumes from what an interrupted fetch left", async () => {
    const root = await temporaryDirectory();
    const interrupted = fetching(async (into) => {
      await folderWith(into, "a");
      throw new Error("killed");
    });
    await expect(obtain(interrupted, testContext(root))).rejects.toBeInstanceOf(DataUnavailableError);
    const rest = fetching(async (into) => {
      expect(await readFile(join(into, "a"), "utf8")).toBe("a");
      await folderWith(into, "b");
    });
    expect((await obtain(rest, testContext(root))).paths).toHaveLength(2);
  });

  it("says why it is unavailable and what to do", async () => {
    const root = await temporaryDirectory();
    await writeFile(join(root, "file"), "");
    const expected = messages.unavailable("Toy", "Error: no network", "do it by hand");
    await expect(obtain(noFetch, testContext(root))).rejects.toMatchObject({
      name: "DataUnavailableError",
      message: expected.message,
      hint: "do it by hand",
    });
    // A cache that can't be written: its parent is a file.
    await expect(obtain(noFetch, testContext(join(root, "file")))).rejects.toBeInstanceOf(DataUnavailableError);
  });

  it("rethrows an abort unchanged", async () => {
    const root = await temporaryDirectory();
    const reason = new Error("stopped by the user");
    const context = testContext(root, { signal: AbortSignal.abort(reason) });
    await expect(obtain(noFetch, context)).rejects.toBe(reason);
  });
});
