import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DataDamagedError } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { tarOf } from "../test/tar-of.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { extractTar } from "./extract-tar.ts";

const wanted = new Map([
  ["set/a.bin", "a.bin"],
  ["set/b.bin", "b.bin"],
]);

async function extract(archive: Buffer): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "archive"), archive);
  await extractTar(join(directory, "archive"), wanted, directory);
  return directory;
}

it("writes the wanted files and nothing else", async () => {
  const tar = await tarOf([
    { name: "../evil", content: "x" },
    { name: "/tmp/evil", content: "x" },
    { name: "set/a.bin", content: "first" },
    { name: "set/readme.html", content: "x" },
    { name: "set/b.bin", content: "second" },
  ]);
  const directory = await extract(gzipSync(tar));
  expect((await readdir(directory)).sort()).toEqual(["a.bin", "archive", "b.bin"]);
  expect(await readFile(join(directory, "b.bin"), "utf8")).toBe("second");
});

it("does not accept a link as a file", async () => {
  const tar = await tarOf([
    { name: "set/a.bin", link: "/etc/passwd" },
    { name: "set/b.bin", content: "second" },
  ]);
  await expect(extract(gzipSync(tar))).rejects.toThrow("holds no set/a.bin");
});

it.each([
  ["is not gzipped", (tar: Buffer) => tar],
  ["is cut off", (tar: Buffer) => gzipSync(tar).subarray(0, -40)],
])("refuses an archive that %s", async (_, spoil) => {
  const content = "x".repeat(100_000);
  const tar = await tarOf([...wanted.keys()].map((name) => ({ name, content })));
  await expect(extract(spoil(tar))).rejects.toBeInstanceOf(DataDamagedError);
});
