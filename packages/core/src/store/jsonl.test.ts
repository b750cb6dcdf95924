import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InfoplaneError } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/index.ts";
import { appendLines, readLines } from "./jsonl.ts";

let directory: TempDirectory;
let file: string;
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, "records.jsonl");
});
afterEach(() => directory.remove());

describe("readLines", () => {
  it("reads what was appended; a file that is not there has no rows", async () => {
    expect(await readLines(file)).toEqual({ rows: [] });
    await appendLines(file, [{ a: 1 }, { b: "line\nbreak" }]);
    await appendLines(file, []);
    await appendLines(file, [{ c: null }]);
    expect(await readLines(file)).toEqual({ rows: [{ a: 1 }, { b: "line\nbreak" }, { c: null }] });
  });

  it.each([
    ["a part of a line", '{"b":'],
    ["a line without its end", '{"b":2}'],
    ["zeros after a power failure", "\0\0\0\0"],
    ["a last line that is no JSON", '{"b":\n'],
  ])("drops %s at the end and says which line", async (_, torn) => {
    await appendLines(file, [{ a: 1 }]);
    await appendFile(file, torn);
    expect(await readLines(file)).toEqual({ rows: [{ a: 1 }], torn: 2 });
  });

  it.each(['{"b":\n', "\n", "7\n", "[]\n", '{"b":1}{"c":2}\n'])(
    "names file and line of %j in the middle",
    async (line) => {
      await writeFile(file, `{"a":1}\n${line}{"c":3}\n`);
      const error = await readLines(file).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(InfoplaneError);
      expect((error as InfoplaneError).diagnostics[0]?.code).toBe("core/store-line-damaged");
      expect((error as InfoplaneError).message).toContain(`${file}, line 2`);
    },
  );
});
