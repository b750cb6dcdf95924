import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { needs } from "@infoplane/contracts/test";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendDurably } from "./append-durably.ts";
import { makeCacheDirectory } from "./cache-directory.ts";
import { makeDirectory } from "./make-directory.ts";
import { clearTemporary, temporaryPathOf } from "./temporary-files.ts";
import { tempDirectory, type TempDirectory } from "./test/temp-directory.ts";
import { writeAtomic } from "./write-atomic.ts";

let directory: TempDirectory;
let file: string;
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, "table.csv");
});
afterEach(() => directory.remove());

async function refusal(write: Promise<void>): Promise<InfoplaneError> {
  const error: unknown = await write.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InfoplaneError);
  return error as InfoplaneError;
}

describe("writeAtomic", () => {
  it("replaces the content and leaves nothing else", async () => {
    await writeAtomic(file, "old, and longer");
    await writeAtomic(file, Buffer.from("new"));
    expect(await readFile(file, "utf8")).toBe("new");
    expect(await readdir(directory.path)).toEqual(["table.csv"]);
  });

  it("names the path that can't be written, and leaves no temporary file", async () => {
    await mkdir(file);
    const { diagnostics, exitCode } = await refusal(writeAtomic(file, "new"));
    expect(exitCode).toBe(exitCodes.wrongEnvironment);
    expect(diagnostics[0]).toMatchObject({ code: "files/not-writable", severity: "error" });
    expect(diagnostics[0]?.message).toContain(`cannot write ${file}: `);
    expect(await readdir(directory.path)).toEqual(["table.csv"]);
  });

  it("says that a file is where a directory should be", async () => {
    await writeFile(file, "");
    const { message } = await refusal(writeAtomic(join(file, "below"), "new"));
    expect(message).toContain("a file is where a directory should be");
  });
});

it("clearTemporary removes half-written files, folders too, and nothing else", async () => {
  await writeFile(temporaryPathOf(file), "half");
  await mkdir(temporaryPathOf(join(directory.path, "cell")));
  await writeFile(join(directory.path, ".hidden"), "");
  await writeFile(file, "");
  await clearTemporary(directory.path);
  expect((await readdir(directory.path)).sort()).toEqual([".hidden", "table.csv"]);
});

it("appendDurably adds to existing content", async () => {
  await appendDurably(file, "a\n");
  await appendDurably(file, "");
  await appendDurably(file, "b\n");
  expect(await readFile(file, "utf8")).toBe("a\nb\n");
  expect((await refusal(appendDurably(directory.path, "c\n"))).diagnostics[0]?.code).toBe("files/not-writable");
});

describe("makeDirectory", () => {
  it("creates parents too, and accepts existing directories", async () => {
    const path = join(directory.path, "a", "b", "c");
    await makeDirectory(path);
    await makeDirectory(path);
    await symlink(path, join(directory.path, "link"));
    await makeDirectory(join(directory.path, "link", "d"));
    expect(await readdir(path)).toEqual(["d"]);
  });

  it("refuses if a file is in the way", async () => {
    await writeFile(file, "");
    expect((await refusal(makeDirectory(join(file, "below")))).diagnostics[0]?.code).toBe("files/not-writable");
  });

  it("returns if the system cannot create the directory", needs("Linux", process.platform === "linux"), async () => {
    expect((await refusal(makeDirectory("/proc/none/below"))).diagnostics[0]?.code).toBe("files/not-writable");
  });

  it("lets errors through for the cache", async () => {
    await writeFile(file, "");
    await expect(makeCacheDirectory(join(file, "below"))).rejects.toMatchObject({ code: "ENOTDIR", syscall: "mkdir" });
  });
});
