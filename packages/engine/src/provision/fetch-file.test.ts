import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RemoteFile, fetchFile } from "./fetch-file.ts";
import { type IndexServer, startIndexServer } from "./test/index-server.ts";

const content = Buffer.from(Array.from({ length: 300_000 }, (_, position) => (position * 7) % 251));
const sha256 = createHash("sha256").update(content).digest("hex");
let folder: string;
let index: IndexServer;
let file: RemoteFile;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "infoplane-fetch-"));
  index = await startIndexServer([{ name: "a.whl", content, sha256 }]);
  const { signal } = new AbortController();
  const url = new URL(`${index.base}/files/a.whl`);
  file = { url, target: join(folder, "a.whl"), bytes: content.length, sha256, signal, pause: 1 };
});
afterEach(async () => {
  await index.close();
  rmSync(folder, { recursive: true });
});

const nothing = (): void => undefined;

describe("fetchFile", () => {
  it("goes on where the connection broke", async () => {
    index.cuts = 2;
    const progress: number[] = [];
    await fetchFile(file, (done) => progress.push(done));
    expect(readFileSync(file.target).equals(content)).toBe(true);
    expect(index.requests).toHaveLength(3);
    expect(index.requests.slice(1).every((request) => / bytes=[1-9]\d*-$/.test(request))).toBe(true);
    expect(progress.at(-1)).toBe(content.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it("goes on where an earlier process stopped", async () => {
    writeFileSync(`${file.target}.part`, content.subarray(0, 1000));
    await fetchFile(file, nothing);
    expect(index.requests).toEqual(["/files/a.whl bytes=1000-"]);
    expect(readFileSync(file.target).equals(content)).toBe(true);
  });

  it("starts again with a server that knows no ranges", async () => {
    index.ranges = false;
    writeFileSync(`${file.target}.part`, content.subarray(0, 1000));
    await fetchFile(file, nothing);
    expect(readFileSync(file.target).equals(content)).toBe(true);
  });

  it("throws away what has the wrong hash", async () => {
    await expect(fetchFile({ ...file, sha256: "0".repeat(64) }, nothing)).rejects.toThrow(sha256);
    expect(existsSync(file.target)).toBe(false);
    expect(existsSync(`${file.target}.part`)).toBe(false);
  });

  it("does not insist on a file that is not there, and gives up on a line that stays broken", async () => {
    await expect(fetchFile({ ...file, url: new URL(`${index.base}/files/b.whl`) }, nothing)).rejects.toThrow(
      "answered 404",
    );
    expect(index.requests).toHaveLength(1);
    const gone = new URL("http://127.0.0.1:9/files/a.whl");
    await expect(fetchFile({ ...file, url: gone }, nothing)).rejects.toThrow(/127\.0\.0\.1:9.*(bad port|ECONNREFUSED)/);
  });
});
