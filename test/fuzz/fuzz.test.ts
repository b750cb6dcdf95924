import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { builtInRegistry } from "@infoplane/runtime";
import { DataDamagedError } from "@infoplane/contracts";
import { CellRecords } from "@infoplane/core";
import { extractTar, readIdx } from "@infoplane/data/readers";
import { describe, expect, it } from "vitest";
import { cli, root, temporaryFolder } from "../support/cli.ts";
import { experimentFiles } from "../support/experiments.ts";
import { changedBytes } from "./changed-bytes.ts";
import { experimentText } from "./experiment-text.ts";
import { languageFaults, type OnReach } from "./language.ts";
import { readerFaults, readers, tarEntry } from "./reader-faults.ts";

const registry = builtInRegistry();
const corpus = experimentFiles().map((file) => readFileSync(join(root, file), "utf8"));

describe("any input (npm run fuzz: a hundred thousand)", () => {
  it("500 experiments get an answer, and each error has its place", () => {
    fc.assert(
      fc.property(experimentText(registry, corpus), (text) => {
        expect(languageFaults(text, registry)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(readers)("300 files are read by the reader of $name, or refused with a reason", async (reader) => {
    expect(await readerFaults(reader, reader.sound())).toEqual([]);
    const property = fc.asyncProperty(changedBytes(reader.sound()), async (bytes) => {
      expect(await readerFaults(reader, bytes)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it("any value of any option of any plugin is accepted or refused, and never causes a crash", () => {
    for (const { plugin } of registry.list()) {
      const keys = Object.keys(plugin.options.shape);
      const values = fc.anything({ maxDepth: 2, withBigInt: true, withNullPrototype: true });
      fc.assert(
        fc.property(fc.dictionary(fc.constantFrom(...keys, "__proto__", "other"), values), (options) => {
          const { success, error } = plugin.options.safeParse(options);
          expect(success || error.issues.length > 0).toBe(true);
        }),
        { numRuns: 40 },
      );
    }
  });
});

describe("sizes", () => {
  it.each([
    [
      "a repeat without layers, a billion times",
      "architecture net {\n  repeat 1e9 { }\n  classifier { dense classes }\n}",
    ],
    [
      "groups of a billion channels",
      "architecture net {\n  block { conv 1000000007; groupnorm }\n  classifier { flatten; dense classes }\n}",
    ],
    ["a transformer of a billion layers", "architecture vit(depth: 1000000000)"],
  ])("%s: refused without being built", (_, architecture) => {
    const before = `experiment x\nseeds 1\ndataset textures(train: 64, test: 32) { batch 32 }\n`;
    const after = "\ntrain * { epochs 1 }\ntrain a with e2e\nmeasure accuracy every 1 epoch\n";
    const codes: string[] = [];
    const onReach: OnReach = (_reach, said) => codes.push(...said);
    expect(languageFaults(before + architecture + after, registry, onReach)).toEqual([]);
    expect(codes).not.toEqual([]);
  });

  it("an archive of a few kilobytes that unpacks to gigabytes is refused before unpacking", async () => {
    const file = join(temporaryFolder(), "images.gz");
    writeFileSync(file, gzipSync(Buffer.alloc(300_000_000)));
    const before = process.memoryUsage.rss();
    await expect(readIdx(file, [60000, 28])).rejects.toThrow(DataDamagedError);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  });

  it("a line of records that never ends is damage, and is not held in memory", async () => {
    const file = join(temporaryFolder(), "records.jsonl");
    writeFileSync(file, "x".repeat(200_000_000));
    const damage: string[] = [];
    const { rows, torn } = await CellRecords.read(file, { cell: "c", onDamage: ({ message }) => damage.push(message) });
    expect([rows.length, torn ?? damage.length]).toEqual([0, 1]);
  });

  it("an experiment of a gigabyte is refused without being read", async () => {
    const file = join(temporaryFolder(), "big.exp");
    const { closeSync, ftruncateSync, openSync } = await import("node:fs");
    const handle = openSync(file, "w");
    ftruncateSync(handle, 1e9);
    closeSync(handle);
    const { code, stderr } = await cli(["check", file]);
    expect(stderr).toContain("too long");
    expect(code).toBe(2);
  });
});

describe("archives", () => {
  it.each([
    ["a path out of the folder", tarEntry("../../escaped", Buffer.from("x"))],
    ["an absolute path", tarEntry("/tmp/infoplane-escaped", Buffer.from("x"))],
    [
      "a symbolic link to elsewhere, then a file through it",
      Buffer.concat([tarEntry("data", Buffer.alloc(0), "2", "/tmp"), tarEntry("data/train.bin", Buffer.from("x"))]),
    ],
    ["a hard link in place of a file", tarEntry("data/train.bin", Buffer.alloc(0), "1", "/etc/passwd")],
  ])("write only where they should, whatever names they contain: %s", async (_, entries) => {
    const folder = temporaryFolder();
    const [file, into] = [join(folder, "a.tar.gz"), join(folder, "deep/er/into")];
    mkdirSync(into, { recursive: true });
    writeFileSync(file, gzipSync(Buffer.concat([entries, Buffer.alloc(1024)])));
    await extractTar(file, new Map([["data/train.bin", "train.bin"]]), into).catch((error: unknown) => {
      expect(error).toBeInstanceOf(DataDamagedError);
    });
    expect(readdirSync(into).filter((name) => name !== "train.bin")).toEqual([]);
    expect(
      existsSync("/tmp/infoplane-escaped") ||
        existsSync(join(folder, "escaped")) ||
        existsSync(join(folder, "deep/escaped")),
    ).toBe(false);
  });
});
