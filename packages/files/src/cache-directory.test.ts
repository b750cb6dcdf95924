import { stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { needs } from "@infoplane/contracts/test";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { cacheDirectory, makeCacheDirectory } from "./cache-directory.ts";
import { tempDirectory, type TempDirectory } from "./test/temp-directory.ts";

let directory: TempDirectory;
beforeEach(async () => {
  directory = await tempDirectory();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await directory.remove();
});

it("uses the folder in the variable, never the current one", () => {
  expect(cacheDirectory({ INFOPLANE_CACHE_DIR: "mine" })).toBe(resolve("mine"));
  vi.stubEnv("HOME", "");
  vi.stubEnv("XDG_CACHE_HOME", "");
  expect(isAbsolute(cacheDirectory({ INFOPLANE_CACHE_DIR: "" }))).toBe(true);
});

it("creates directories that no one else can write to", needs("POSIX", process.platform !== "win32"), async () => {
  const before = process.umask(0);
  try {
    await makeCacheDirectory(join(directory.path, "a", "b"));
  } finally {
    process.umask(before);
  }
  for (const path of ["a", "a/b"]) expect((await stat(join(directory.path, path))).mode & 0o777).toBe(0o700);
});
