import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InfoplaneError } from "@infoplane/contracts";
import { appendDurably } from "@infoplane/files";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/index.ts";
import { eachLine, parseRow } from "./jsonl.ts";

let directory: TempDirectory;
let file: string;
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, "records.jsonl");
});
afterEach(() => directory.remove());

/** The rows of the file, and the number of a torn last line. */
async function read(): Promise<{ readonly rows: readonly unknown[]; readonly torn: number | undefined }> {
  const rows: unknown[] = [];
  const torn = await eachLine(file, (text) => rows.push(parseRow(text)));
  return { rows, torn };
}

describe("eachLine", () => {
  it("reads what was appended; a missing file has no lines", async () => {
    expect(await read()).toEqual({ rows: [], torn: undefined });
    await appendDurably(file, '{"a":1}\n{"b":"line\\nbreak"}\n');
    await appendDurably(file, "");
    await appendDurably(file, '{"c":null}\n');
    expect(await read()).toEqual({ rows: [{ a: 1 }, { b: "line\nbreak" }, { c: null }], torn: undefined });
  });

  it.each([
    ["a part of a line", '{"b":'],
    ["a line without its end", '{"b":2}'],
    ["zeros after a power failure", "\0\0\0\0"],
    ["a last line that is no JSON", '{"b":\n'],
  ])("drops %s at the end and says which line", async (_, torn) => {
    await appendDurably(file, '{"a":1}\n');
    await appendFile(file, torn);
    expect(await read()).toEqual({ rows: [{ a: 1 }], torn: 2 });
  });

  it.each(['{"b":\n', "\n", "7\n", "[]\n", '{"b":1}{"c":2}\n'])(
    "names file and line of %j in the middle",
    async (line) => {
      await writeFile(file, `{"a":1}\n${line}{"c":3}\n`);
      const error = await read().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(InfoplaneError);
      expect((error as InfoplaneError).diagnostics[0]?.code).toBe("core/store-line-damaged");
      expect((error as InfoplaneError).message).toContain(`${file}, line 2`);
    },
  );
});
