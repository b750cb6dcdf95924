import { createHash } from "node:crypto";
import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataUnavailableError } from "@infoplane/contracts";
import type { Misbehave } from "@infoplane/files/test";
import { describe, expect, it, vi } from "vitest";
import { messages } from "../messages.ts";
import { localServer } from "../test/local-server.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { download } from "./download.ts";

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) >> 3));
const md5 = createHash("md5").update(content).digest("hex");

async function setUp(misbehave?: Misbehave) {
  const directory = await temporaryDirectory();
  const server = await localServer(new Map([["file.bin", content]]), misbehave);
  const path = join(directory, "file.bin");
  return { directory, server, path, context: testContext(directory), remote: { url: `${server.base}file.bin`, md5 } };
}

// Resuming and retrying is tested in @infoplane/files; this tests what is reported.
describe("download", () => {
  it("puts the file in place and reports progress", async () => {
    const { path, context, remote } = await setUp();
    await download(remote, path, context);
    expect(content.equals(await readFile(path))).toBe(true);
    expect(context.said[0]).toBe(`downloading file.bin (0.3 MB), from ${new URL(remote.url).host}`);
    expect(context.said.length).toBeLessThanOrEqual(10);
    for (const said of context.said.slice(1)) expect(said).toMatch(/^file\.bin: 0\.\d MB, \d\d%$/);
  });

  it("reports where it resumes, and why it retries", async () => {
    const { path, context, remote } = await setUp((response, request) => {
      if (request === 1) response.writeHead(503).end();
      return request === 1;
    });
    await writeFile(`${path}.part`, content.subarray(0, 123_456));
    await download(remote, path, context);
    expect(content.equals(await readFile(path))).toBe(true);
    expect(context.said.slice(0, 2)).toEqual([
      "file.bin: the server answered 503; trying again",
      "downloading file.bin (0.3 MB), resuming at 0.1 MB",
    ]);
  });

  it("refuses a file with a different checksum and leaves nothing behind", async () => {
    const { path, context, remote, directory } = await setUp();
    const wrong = { ...remote, md5: "0".repeat(32) };
    const reason = `the server gave a file whose md5 is ${md5}; it must be ${wrong.md5}`;
    await expect(download(wrong, path, context)).rejects.toMatchObject({
      name: "DataDamagedError",
      message: messages.wrongChecksum(remote.url, reason).message,
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it("reports a file that the server does not have as unavailable", async () => {
    const { server, path, context, remote } = await setUp();
    const url = `${server.base}absent.bin`;
    const error: unknown = await download({ ...remote, url }, path, context).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataUnavailableError);
    expect((error as DataUnavailableError).message).toBe(
      messages.unavailable(url, "the server answered 404", "check the network, then run again").message,
    );
  });

  it("stops with the signal's reason", async () => {
    const { path, context, remote } = await setUp((response, _, all) => {
      response.writeHead(200, { "content-length": all.length });
      return response.write(all.subarray(0, 1000)) || true;
    });
    const controller = new AbortController();
    const running = download(remote, path, { ...context, signal: controller.signal });
    void vi
      .waitFor(() => access(`${path}.part`), 60_000)
      .then(() => controller.abort(new Error("stopped by the user")));
    await expect(running).rejects.toThrow("stopped by the user");
  });

  it("is https only", async () => {
    const { path, context } = await setUp();
    const remote = { url: "http://example.org/file.bin", md5 };
    await expect(download(remote, path, context)).rejects.toThrow(messages.insecure(remote.url).message);
  });
});
