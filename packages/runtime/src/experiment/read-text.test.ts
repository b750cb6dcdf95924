import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InfoplaneError } from "@infoplane/contracts";
import { expect, it, onTestFinished } from "vitest";
import { readText } from "./read-text.ts";

const text = "experiment ärm # µ\n";
const swapped = Buffer.from(text, "utf16le").swap16();

function pathOf(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-text-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}
function fileOf(bytes: Uint8Array): string {
  const file = pathOf("a.exp");
  writeFileSync(file, bytes);
  return file;
}
const codeOf = async (reading: Promise<string>): Promise<string | undefined> =>
  reading.then(
    () => undefined,
    (error: unknown) => (error instanceof InfoplaneError ? error.diagnostics[0]?.code : String(error)),
  );

it.each([
  ["UTF-8", Buffer.from(text)],
  ["UTF-16, little end first, with its mark", Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, "utf16le")])],
  ["UTF-16, big end first, with its mark", Buffer.concat([Buffer.of(0xfe, 0xff), swapped])],
])("reads %s", async (_what, bytes) => {
  expect(await readText(fileOf(bytes), 1000)).toBe(text);
});

it("reports UTF-16 without its byte order mark, and what is too long, a folder, a pipe, a device or missing", async () => {
  expect(await codeOf(readText(fileOf(Buffer.from(text, "utf16le")), 1000))).toBe("runtime/utf-16");
  expect(await codeOf(readText(fileOf(swapped), 1000))).toBe("runtime/utf-16");
  expect(await codeOf(readText(fileOf(Buffer.from(text)), 3))).toBe("runtime/file-too-long");
  expect(await codeOf(readText(tmpdir(), 1000))).toBe("runtime/file-unreadable");
  const pipe = pathOf("pipe.exp");
  execFileSync("mkfifo", [pipe]);
  expect(await codeOf(readText(pipe, 1000))).toBe("runtime/file-unreadable");
  expect(await codeOf(readText("/dev/zero", 1000))).toBe("runtime/file-unreadable");
  expect(await codeOf(readText(pathOf("none.exp"), 1000))).toBe("runtime/file-missing");
});
