import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startFileServer, type FileServer, type Misbehave } from "../test/file-server.ts";
import { tempDirectory, type TempDirectory } from "../test/temp-directory.ts";
import { DownloadError } from "./download-error.ts";
import { downloadFile, type DownloadProgress, type RemoteFile } from "./download-file.ts";

const content = Buffer.from(Array.from({ length: 300_000 }, (_, position) => (position * position) >> 3));
const digest = createHash("sha256").update(content).digest("hex");

let directory: TempDirectory;
let path: string;
let server: FileServer;
let misbehave: Misbehave;
let remote: RemoteFile;
let progress: DownloadProgress[];
let retries: string[];

beforeEach(async () => {
  directory = await tempDirectory();
  path = join(directory.path, "file.bin");
  misbehave = () => false;
  server = await startFileServer(new Map([["file.bin", content]]), (...request) => misbehave(...request));
  remote = { url: `${server.base}file.bin`, hash: { algorithm: "sha256", digest } };
  progress = [];
  retries = [];
});
afterEach(async () => {
  await server.close();
  await directory.remove();
});

const { signal } = new AbortController();
function download(more: Partial<RemoteFile> = {}): Promise<void> {
  return downloadFile({ ...remote, ...more }, path, {
    signal,
    pause: 1,
    onProgress: (told) => progress.push(told),
    onRetry: (reason) => retries.push(reason),
  });
}
async function failure(attempt: Promise<void>): Promise<DownloadError> {
  const error: unknown = await attempt.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DownloadError);
  return error as DownloadError;
}
const isWhole = async (): Promise<boolean> => content.equals(await readFile(path));
const ranges = (): (string | undefined)[] => server.requests.map(({ range }) => range);

/** Sends half of what was requested and closes the connection. */
const breakOff: Misbehave = (response, _, all) => {
  const from = Number(/bytes=(\d+)-/.exec(response.req.headers.range ?? "")?.[1] ?? 0);
  const rest = all.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length });
  const half = Math.floor(rest.length / 2);
  response.write(rest.subarray(0, half));
  // Once it has been received.
  void vi
    .waitFor(async () => expect((await stat(`${path}.part`)).size).toBe(from + half), 60_000)
    .then(() => response.destroy());
  return true;
};

describe("downloadFile", () => {
  it("puts the file in place, reports progress, and does not request it twice", async () => {
    await download();
    await download();
    expect(await isWhole()).toBe(true);
    expect(server.requests).toHaveLength(1);
    expect(await readdir(directory.path)).toEqual([basename(path)]);
    expect(progress[0]).toEqual({ done: 0, begin: 0, total: content.length });
    expect(progress.at(-1)).toEqual({ done: content.length, begin: 0, total: content.length });
  });

  it("completes what an earlier process left", async () => {
    await writeFile(`${path}.part`, content.subarray(0, 123_456));
    await download();
    expect(await isWhole()).toBe(true);
    expect(ranges()).toEqual(["bytes=123456-"]);
    expect(progress[0]).toEqual({ done: 123_456, begin: 123_456, total: content.length });
  });

  it("requests nothing if an earlier process left all of it", async () => {
    await writeFile(`${path}.part`, content);
    await download({ bytes: content.length });
    expect(await isWhole()).toBe(true);
    expect(server.requests).toEqual([]);
  });

  it("continues where the connection broke, repeatedly", async () => {
    misbehave = (response, request, all) => request <= 2 && breakOff(response, request, all);
    await download();
    expect(await isWhole()).toBe(true);
    expect(ranges()).toEqual([undefined, "bytes=150000-", "bytes=225000-"]);
    expect(retries).toHaveLength(2);
    expect(retries[0]).toMatch(/^the connection to 127\.0\.0\.1:\d+ failed/);
    const done = progress.map((told) => told.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it("does not accept a truncated file as complete", async () => {
    misbehave = (response, request, all) => {
      if (request > 1) return false;
      response.writeHead(200).end(all.subarray(0, 1000));
      return true;
    };
    await download({ bytes: content.length });
    expect(await isWhole()).toBe(true);
    expect(retries).toEqual([`it ended after 1000 of ${content.length} bytes`]);
    expect(ranges()).toEqual([undefined, "bytes=1000-"]);
  });

  it("starts again with a server that does not support ranges", async () => {
    misbehave = (response, _, all) => {
      response.writeHead(200, { "content-length": all.length }).end(all);
      return true;
    };
    await writeFile(`${path}.part`, content.subarray(0, 1000));
    await download();
    expect(await isWhole()).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ["is longer than the file", Buffer.concat([content, Buffer.from("more")])],
    ["has other bytes", Buffer.alloc(1000, 7)],
  ])("starts again if what was left %s", async (_, left) => {
    await writeFile(`${path}.part`, left);
    await download();
    expect(await isWhole()).toBe(true);
    expect(ranges()).toEqual([`bytes=${left.length}-`, undefined]);
  });

  it("discards leftovers at once if they are longer than the file is known to be", async () => {
    await writeFile(`${path}.part`, Buffer.concat([content, Buffer.from("more")]));
    await download({ bytes: content.length });
    expect(await isWhole()).toBe(true);
    expect(ranges()).toEqual([undefined]);
  });

  it.each([503, 429, 408])("retries if the server responds with %d", async (status) => {
    misbehave = (response, request) => {
      if (request === 1) response.writeHead(status).end();
      return request === 1;
    };
    await download();
    expect(server.requests).toHaveLength(2);
    expect(retries).toEqual([`the server answered ${status}`]);
  });

  it("gives up after five attempts, and keeps what was received", async () => {
    misbehave = breakOff;
    const { fault, message } = await failure(download());
    expect(fault).toBe("connection");
    expect(message).toContain(remote.url);
    expect(server.requests).toHaveLength(5);
    expect((await readFile(`${path}.part`)).length).toBeGreaterThan(content.length / 2);
  });

  it("refuses a file with another hash and leaves nothing behind", async () => {
    const wrong = "0".repeat(64);
    const error = await failure(download({ hash: { algorithm: "sha256", digest: wrong } }));
    expect(error).toMatchObject({
      fault: "wrong-hash",
      reason: `the server gave a file whose sha256 is ${digest}; it must be ${wrong}`,
    });
    expect(server.requests).toHaveLength(1);
    expect(await readdir(directory.path)).toEqual([]);
  });

  it("gives up at once if the file does not exist", async () => {
    const error = await failure(download({ url: `${server.base}absent.bin` }));
    expect(error).toMatchObject({ fault: "refused", reason: "the server answered 404", transient: false });
    expect(server.requests).toHaveLength(1);
  });

  it("says which host was unreachable", async () => {
    await server.close();
    const { fault, reason } = await failure(download());
    expect(fault).toBe("connection");
    expect(reason).toBe(`the connection to ${new URL(remote.url).host} failed (ECONNREFUSED)`);
  });

  it("stops with the signal's reason and keeps what was received", async () => {
    misbehave = (response, _, all) => {
      response.writeHead(200, { "content-length": all.length });
      return response.write(all.subarray(0, 1000)) || true;
    };
    const stop = new AbortController();
    const running = downloadFile(remote, path, {
      signal: stop.signal,
      onProgress: ({ done }) => done > 0 && stop.abort(new Error("stopped by the user")),
    });
    await expect(running).rejects.toThrow("stopped by the user");
    expect(await readFile(`${path}.part`)).toEqual(content.subarray(0, 1000));
  });

  it("lets disk errors through", async () => {
    const nowhere = downloadFile(remote, join(directory.path, "none", "file.bin"), { signal });
    await expect(nowhere).rejects.toMatchObject({ code: "ENOENT", syscall: "open" });
  });

  it("is https only", async () => {
    expect(await failure(download({ url: "http://example.org/file.bin" }))).toMatchObject({ fault: "insecure" });
    expect(server.requests).toEqual([]);
  });
});
