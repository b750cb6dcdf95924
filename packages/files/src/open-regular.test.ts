import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashFile } from "./hash-file.ts";
import { NotRegularError, readRegular, withRegular } from "./open-regular.ts";
import { systemReason } from "./system-fault.ts";
import { tempDirectory, type TempDirectory } from "./test/temp-directory.ts";

let directory: TempDirectory;
let file: string;
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, "file");
});
afterEach(() => directory.remove());

const reason = (path: string): Promise<string> => readRegular(path).then(() => "it was read", systemReason);

describe("withRegular", () => {
  it("provides the file with its size, and closes it", async () => {
    await writeFile(file, "four");
    let handle: { readonly fd: number } | undefined;
    const text = await withRegular(file, async (found) => {
      handle = found.handle;
      expect(found.size).toBe(4);
      return (await found.handle.readFile()).toString();
    });
    expect(text).toBe("four");
    expect(handle?.fd).toBe(-1);
  });

  it("closes it if the work throws", async () => {
    await writeFile(file, "four");
    let handle: { readonly fd: number } | undefined;
    const failed = withRegular(file, (found) => {
      handle = found.handle;
      return Promise.reject(new Error("boom"));
    });
    await expect(failed).rejects.toThrow("boom");
    expect(handle?.fd).toBe(-1);
  });

  it("does not wait for a pipe, or read a folder, device or socket", async () => {
    execFileSync("mkfifo", [file]);
    await expect(readRegular(file)).rejects.toBeInstanceOf(NotRegularError);
    expect(await reason(file)).toBe("it is not a regular file");
    expect(await reason("/dev/zero")).toBe("it is not a regular file");
    expect(await reason(directory.path)).toBe("it is a folder");
    const socket = join(directory.path, "socket");
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once("listening", resolve));
    expect(await reason(socket)).toBe("it is not a regular file (ENXIO)");
    await new Promise((resolve) => server.close(resolve));
  });

  it("reads no more than what is allowed", async () => {
    await writeFile(file, "abc");
    expect(String(await readRegular(file, 3))).toBe("abc");
    await expect(readRegular(file, 2)).rejects.toThrow("it has 3 bytes, more than any such file");
  });

  it("passes on system errors", async () => {
    await expect(readRegular(file)).rejects.toMatchObject({ code: "ENOENT" });
    expect(await reason(file)).toBe("it is not there (ENOENT)");
  });
});

it("hashFile gives the digests of the standards", async () => {
  await writeFile(file, "abc");
  // RFC 1321, A.5, and FIPS 180-2, B.1.
  expect(await hashFile(file, "md5")).toBe("900150983cd24fb0d6963f7d28e17f72");
  expect(await hashFile(file, "sha256")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
