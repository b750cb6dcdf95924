import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { indexDownload } from "./index-download.ts";
import type { StepContext } from "./progress.ts";
import type { Wheel } from "./release.ts";
import { type ServedFile, startIndexServer } from "./test/index-server.ts";

const folder = mkdtempSync(join(tmpdir(), "infoplane-index-"));
afterAll(() => rmSync(folder, { recursive: true }));

const wheel: Wheel = { project: "p", version: "1", platforms: ["manylinux_2_27_x86_64", "manylinux2014_x86_64"] };
const context: StepContext = { report: () => undefined, signal: new AbortController().signal, env: {} };
const served = (name: string, more: Partial<ServedFile> = {}): ServedFile => {
  const content = Buffer.from(name);
  return { name, content, sha256: createHash("sha256").update(content).digest("hex"), ...more };
};

async function choose(files: readonly ServedFile[], wanted: Wheel = wheel): Promise<string> {
  const index = await startIndexServer(files);
  try {
    return readFileSync(await indexDownload(index.base).fetch(wanted, folder, context), "utf8");
  } finally {
    await index.close();
  }
}

it("selects by Python and platform tag, the preferred platform first, and no yanked file", async () => {
  const files = [
    served("p-1.tar.gz"),
    served("p-1-cp310-cp310-manylinux_2_27_x86_64.whl"),
    served("p-1-cp311-cp311-manylinux_2_27_aarch64.whl"),
    served("p-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"),
    served("p-1-1-cp311-cp311-manylinux_2_27_x86_64.whl", { yanked: true }),
  ];
  expect(await choose(files)).toBe("p-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl");
  const best = served("p-1-py3-none-manylinux_2_27_x86_64.whl");
  expect(await choose([...files, best])).toBe(best.name);
  await expect(choose(files.slice(0, 3))).rejects.toThrow("no file of p 1 for this platform");
});

it("refuses a file other than the pinned one, a name that leaves the folder, and a wrong hash", async () => {
  const file = served("p-1-cp311-cp311-manylinux_2_27_x86_64.whl");
  const pinned = { bytes: 1, sha256: "1".repeat(64) };
  await expect(choose([file], { ...wheel, pinned })).rejects.toThrow(pinned.sha256);
  await expect(choose([served(`../${file.name}`)])).rejects.toThrow("no file");
  await expect(choose([{ ...file, sha256: "2".repeat(64) }])).rejects.toThrow("2".repeat(64));
});

it("uses only https beyond this machine", async () => {
  await expect(indexDownload("http://example.org").fetch(wheel, folder, context)).rejects.toThrow("is not https");
});
