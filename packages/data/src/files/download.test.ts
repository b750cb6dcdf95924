import { createHash } from "node:crypto";
import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataUnavailable } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { messages } from "../messages.ts";
import { localServer, type Misbehave } from "../test/local-server.ts";
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

describe("download", () => {
  it("puts the file in place, says how far it is, and does not ask twice", async () => {
    const { server, path, context, remote, directory } = await setUp();
    await download(remote, path, context);
    await download(remote, path, context);
    expect(content.equals(await readFile(path))).toBe(true);
    expect(server.requests).toHaveLength(1);
    expect(await readdir(directory)).toEqual(["file.bin"]);
    expect(context.said[0]).toContain("downloading file.bin (0.3 MB)");
  });

  it("goes on from what an earlier process left", async () => {
    const { server, path, context, remote } = await setUp();
    await writeFile(`${path}.part`, content.subarray(0, 123_456));
    await download(remote, path, context);
    expect(content.equals(await readFile(path))).toBe(true);
    expect(server.requests.map(({ range }) => range)).toEqual(["bytes=123456-"]);
  });

  it("goes on after a connection that broke in the middle", async () => {
    const { server, path, context, remote } = await setUp((response, request, all) => {
      if (request > 1) return false;
      response.writeHead(200, { "content-length": all.length });
      response.write(all.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
      return true;
    });
    await download(remote, path, context);
    expect(content.equals(await readFile(path))).toBe(true);
    expect(server.requests[1]?.range).toBe("bytes=100000-");
    expect(context.said.join("\n")).toContain("trying again");
  });

  it("starts again when the server does not know ranges", async () => {
    const { path, context, remote } = await setUp((response, _, all) => {
      response.writeHead(200, { "content-length": all.length }).end(all);
      return true;
    });
    await writeFile(`${path}.part`, content.subarray(0, 1000));
    await download(remote, path, context);
    expect(content.equals(await readFile(path))).toBe(true);
  });

  it.each([
    ["is longer than the file", Buffer.concat([content, Buffer.from("more")])],
    ["has other bytes", Buffer.alloc(1000, 7)],
  ])("starts again when what was left %s", async (_, left) => {
    const { server, path, context, remote } = await setUp();
    await writeFile(`${path}.part`, left);
    await download(remote, path, context);
    expect(content.equals(await readFile(path))).toBe(true);
    expect(server.requests.map(({ range }) => range)).toEqual([`bytes=${left.length}-`, undefined]);
  });

  it("tries again when the server is overloaded", async () => {
    const { server, path, context, remote } = await setUp((response, request) => {
      if (request === 1) response.writeHead(503).end();
      return request === 1;
    });
    await download(remote, path, context);
    expect(server.requests).toHaveLength(2);
  });

  it("refuses a file with another checksum and leaves nothing behind", async () => {
    const { path, context, remote, directory } = await setUp();
    const wrong = { ...remote, md5: "0".repeat(32) };
    const expected = messages.wrongChecksum(remote.url, "md5", wrong.md5, md5);
    await expect(download(wrong, path, context)).rejects.toMatchObject({
      name: "DataDamaged",
      message: expected.message,
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it("gives up at once when the file is not there", async () => {
    const { server, path, context, remote } = await setUp();
    const absent = { ...remote, url: `${server.base}absent.bin` };
    await expect(download(absent, path, context)).rejects.toBeInstanceOf(DataUnavailable);
    expect(server.requests).toHaveLength(1);
  });

  it("stops with the signal's reason and keeps what arrived", async () => {
    const { path, context, remote } = await setUp((response, _, all) => {
      response.writeHead(200, { "content-length": all.length });
      return response.write(all.subarray(0, 1000)) || true;
    });
    const controller = new AbortController();
    const running = download(remote, path, { ...context, signal: controller.signal });
    setTimeout(() => controller.abort(new Error("stopped by the user")), 100);
    await expect(running).rejects.toThrow("stopped by the user");
    await expect(access(`${path}.part`)).resolves.toBeUndefined();
  });

  it("is https only", async () => {
    const { path, context } = await setUp();
    const remote = { url: "http://example.org/file.bin", md5 };
    await expect(download(remote, path, context)).rejects.toThrow(messages.insecure(remote.url).message);
  });
});
