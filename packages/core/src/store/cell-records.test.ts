import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { exitCodes, InfoplaneError, type Diagnostic, type RunRecord } from "@infoplane/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/index.ts";
import { CellRecords } from "./cell-records.ts";
import { formatChecked } from "./checked-lines.ts";
import { digestOf, readSeal, writeSeal, type Seal } from "./seal.ts";

let directory: TempDirectory;
let file: string;
beforeEach(async () => {
  directory = await tempDirectory();
  file = join(directory.path, "records.jsonl");
});
afterEach(() => directory.remove());

const cell = "0123456789abcdef";
const row = (epoch: number, quantity: string, value: number | null, columns: Partial<RunRecord> = {}): RunRecord => {
  return { cell, arm: "e2e", seed: 1, epoch, step: epoch * 4, quantity, value, ...columns };
};
const epochRows = (epoch: number): RunRecord[] => [
  row(epoch, "accuracy", 0.21875),
  row(epoch, "nhsic", 1 / 3, { block: "block1", depth: 1 }),
  row(epoch, "nhsic", null, { block: "block2", depth: 2, refused: "it does not vary" }),
  row(epoch, "training-loss", 2.5e-7),
];
const all = [1, 2, 3].flatMap(epochRows);

/** Three epochs as a cell writes them, and the seal at its end. */
async function written(): Promise<{ readonly lines: string[]; readonly seal: Seal }> {
  const records = await CellRecords.read(file, { cell });
  for (const epoch of [1, 2, 3]) await records.append(epochRows(epoch));
  const seal = { asked: "", records: await digestOf(file), ...records.end };
  await writeSeal(directory.path, cell, seal);
  return { lines: (await readFile(file, "utf8")).split("\n"), seal };
}

interface Found {
  readonly rows: readonly RunRecord[];
  readonly problems: readonly Diagnostic[];
  readonly torn: number | undefined;
}

async function read(seal?: Seal): Promise<Found> {
  const problems: Diagnostic[] = [];
  const { rows, torn } = await CellRecords.read(file, { cell, seal, onDamage: (problem) => problems.push(problem) });
  return { rows, problems, torn };
}

it("returns what was appended and inserted, bit for bit", async () => {
  const { seal } = await written();
  expect(await read(seal)).toEqual({ rows: all, problems: [], torn: undefined });
  const records = await CellRecords.read(file, { cell, seal });
  const later = [1, 2, 3].map((epoch) => row(epoch, "cka", epoch / 7));
  await records.insert(later);
  expect(await read(seal)).toEqual({ rows: [...all, ...later], problems: [], torn: undefined });
  expect(await readSeal(directory.path, cell)).toEqual(seal);
});

it("breaks the seal before sealed rows are removed", async () => {
  const { seal } = await written();
  const records = await CellRecords.read(file, { cell, seal });
  await records.keep(({ epoch }) => epoch < 3);
  expect(await readSeal(directory.path, cell)).toBeUndefined();
  expect((await read()).rows).toEqual(all.filter(({ epoch }) => epoch < 3));
});

describe("damage", () => {
  it.each<[what: string, change: (lines: string[]) => string[], said: string]>([
    [
      "a changed digit",
      (lines) => lines.with(4, lines[4]!.replace("0.21875", "0.91875")),
      "line 5 is damaged: its check",
    ],
    ["a changed digit of the last line", (lines) => lines.with(11, lines[11]!.replace("2.5", "1.5")), "line 12 is"],
    ["a changed sum", (lines) => lines.with(4, lines[4]!.replace(/-\w{4}/, "-0000")), "line 5 is damaged"],
    [
      "a check that is gone",
      (lines) => lines.with(4, lines[4]!.replace(/,"check".*/, "}")),
      "line 5 is damaged: it has no",
    ],
    ["a first line without check", (lines) => lines.with(0, lines[0]!.replace(/,"check".*/, "}")), "line 2 is damaged"],
    ["no JSON", (lines) => lines.with(4, "{{{"), "line 5 is damaged"],
    ["a text for a number", (lines) => lines.with(4, lines[4]!.replace("0.21875", '"good"')), "line 5 is damaged"],
    ["a dropped line", (lines) => lines.toSpliced(4, 1), "line 5 is damaged"],
    ["a dropped first line", (lines) => lines.slice(1), "line 1 is damaged"],
    ["a doubled line", (lines) => lines.toSpliced(4, 0, lines[4]!), "line 6 is damaged"],
    ["lines that changed places", (lines) => lines.with(4, lines[5]!).with(5, lines[4]!), "line 5 is damaged"],
    ["an end that is gone", (lines) => lines.slice(0, 8).concat(""), "ends after line 8, but had 12 lines"],
    ["an epoch of before at the end", (lines) => lines.slice(0, 8).concat(lines.slice(0, 4), ""), "line 9 is damaged"],
  ])("of a finished cell is found: %s", async (_, change, said) => {
    const { lines, seal } = await written();
    await writeFile(file, change(lines).join("\n"));
    const { rows, problems } = await read(seal);
    expect(problems[0]?.message).toContain(said);
    for (const one of rows) expect(all).toContainEqual(one);
    const thrown = await CellRecords.read(file, { cell, seal }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(InfoplaneError);
    expect((thrown as InfoplaneError).exitCode).toBe(exitCodes.damaged);
    expect((thrown as InfoplaneError).message).toContain(file);
  });

  it("is reported once per fault, and takes with it the rows measured together", async () => {
    const { lines, seal } = await written();
    await writeFile(file, lines.with(5, lines[5]!.replace('"depth":1', '"depth":3')).join("\n"));
    const { rows, problems } = await read(seal);
    expect(problems.map(({ code }) => code)).toEqual(["core/store-line-damaged", "core/store-rows-missing"]);
    expect(problems[1]?.message).toContain("1 of the 2 rows of nhsic at epoch 2");
    expect(rows).toEqual(all.filter(({ epoch, quantity }) => epoch !== 2 || quantity !== "nhsic"));
  });

  it("is another cell's file, or a row of another cell", async () => {
    const { lines, seal } = await written();
    const other = lines.join("\n").replaceAll(cell, "fedcba9876543210");
    await writeFile(file, other);
    expect((await read(seal)).rows).toEqual([]);
    const problems: Diagnostic[] = [];
    await writeFile(file, lines.join("\n"));
    const found = await CellRecords.read(file, { cell: "fedcba9876543210", onDamage: (one) => problems.push(one) });
    expect(found.rows).toEqual([]);
    expect(problems[0]?.message).toContain("line 1");
    expect(problems[1]?.message).toContain(`it belongs to another cell ("${cell}")`);
  });

  it("of a running cell: missing rows of a measuring in a complete epoch", async () => {
    const records = await CellRecords.read(file, { cell });
    await records.append(epochRows(1));
    await records.insert([1, 2].map((depth) => row(1, "cka", depth, { depth })));
    const lines = (await readFile(file, "utf8")).split("\n");
    await writeFile(file, lines.toSpliced(5, 1).join("\n"));
    const { rows, problems } = await read();
    expect(problems.map(({ message }) => message)).toEqual([`${file} has 1 of the 2 rows of cka at epoch 1`]);
    expect(rows).toEqual(epochRows(1));
  });

  it("is not an epoch that was incomplete when its process ended", async () => {
    const { lines } = await written();
    await writeFile(file, lines.slice(0, 10).join("\n") + "\n");
    expect((await read()).problems).toEqual([]);
    await writeFile(file, lines.join("\n").slice(0, -30));
    expect(await read()).toMatchObject({ problems: [], torn: 12 });
  });

  it("never goes unnoticed: whichever byte changes, a row is what it was or is left out", async () => {
    const { lines, seal } = await written();
    const sound = Buffer.from(lines.join("\n"));
    const change = fc.record({ at: fc.nat(sound.length - 1), byte: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, byte }) => {
        const bytes = Buffer.from(sound);
        bytes[at] = (bytes[at] ?? 0) ^ byte;
        await writeFile(file, bytes);
        const { rows, problems, torn } = await read(seal);
        expect(problems.length + (torn === undefined ? 0 : 1)).toBeGreaterThan(0);
        for (const one of rows) expect(all).toContainEqual(one);
      }),
      { numRuns: 300 },
    );
  });
});

describe("records that call a block `layer`, as in stores up to format 3", () => {
  /** The lines of three epochs, and the seal at their end. */
  async function older(): Promise<{ readonly text: string; readonly seal: Seal }> {
    const rows = all.map((one) => JSON.parse(JSON.stringify(one).replace('"block":', '"layer":')) as RunRecord);
    let text = "";
    let sum = cell;
    for (const epoch of [1, 2, 3]) {
      for (const quantity of ["accuracy", "nhsic", "training-loss"]) {
        const measuring = rows.filter((one) => one.epoch === epoch && one.quantity === quantity);
        const added = formatChecked(measuring, sum);
        text += added.text;
        sum = added.sum;
      }
    }
    await writeFile(file, text);
    const seal = { asked: "", records: await digestOf(file), lines: rows.length, sum };
    await writeSeal(directory.path, cell, seal);
    return { text, seal };
  }

  it("are read as rows with a block, in the same column position", async () => {
    const { text, seal } = await older();
    expect(text).toContain('"layer":"block1"');
    const { rows, problems } = await read(seal);
    expect([JSON.stringify(rows), problems]).toEqual([JSON.stringify(all), []]);
  });

  it("are verified against their checks as stored", async () => {
    const { text, seal } = await older();
    await writeFile(file, text.replace('"layer":"block1"', '"block":"block1"'));
    expect((await read(seal)).problems[0]?.message).toContain("line 2 is damaged: its check");
  });

  it("stay unchanged when rows are appended, and one file holds both", async () => {
    const { text, seal } = await older();
    const records = await CellRecords.read(file, { cell, seal });
    await records.append(epochRows(4));
    const now = await readFile(file, "utf8");
    expect(now.startsWith(text)).toBe(true);
    expect(now.slice(text.length)).toContain('"block":"block1"');
    expect(await read(seal)).toEqual({ rows: [...all, ...epochRows(4)], problems: [], torn: undefined });
    await writeFile(file, now.replace(text.split("\n")[5]!, ""));
    expect((await read(seal)).problems).not.toEqual([]);
  });

  it("are rewritten with a block, and no longer sealed, when rows are inserted", async () => {
    const { seal } = await older();
    const records = await CellRecords.read(file, { cell, seal });
    const later = [1, 2, 3].map((epoch) => row(epoch, "cka", epoch / 7));
    await records.insert(later);
    expect(await readFile(file, "utf8")).not.toContain('"layer"');
    expect(await readSeal(directory.path, cell)).toBeUndefined();
    expect(await read()).toEqual({ rows: [...all, ...later], problems: [], torn: undefined });
    const sealed = { asked: "", records: await digestOf(file), ...records.end };
    await writeSeal(directory.path, cell, sealed);
    await records.insert([row(3, "rank", 2)]);
    expect(await readSeal(directory.path, cell)).toEqual(sealed);
  });
});

describe("older records, without checks", () => {
  const bare = all.map((one) => `${JSON.stringify(one)}\n`).join("");

  it("are read, and get checks when rows are added", async () => {
    await writeFile(file, bare);
    const records = await CellRecords.read(file, { cell });
    expect([records.rows, records.end]).toEqual([all, undefined]);
    await records.append(epochRows(4));
    expect(await readFile(file, "utf8")).not.toMatch(/[^"]\}\n\{"cell".*(?<!"check":"\d-\w{16}")\}\n/);
    expect((await read()).rows).toEqual([...all, ...epochRows(4)]);
  });

  it.each([
    ["a text where a number belongs", bare.replace("0.21875", '"good"'), 'line 1 is damaged: value is "good" and not'],
    ["a negative epoch", bare.replace('"epoch":1', '"epoch":-1'), "line 1 is damaged: epoch is -1"],
    ["no seed", bare.replace('"seed":1,', ""), "line 1 is damaged: seed is missing"],
    [
      "a list in a column",
      bare.replace('"it does not vary"', "[1]"),
      "line 3 is damaged: refused is not a plain value",
    ],
    ["another cell", bare.replace(cell, "fedcba9876543210"), 'line 1 is damaged: it belongs to another cell ("fedcba'],
  ])("are refused if a row is invalid: %s", async (_, text, said) => {
    await writeFile(file, text);
    expect((await read()).problems[0]?.message).toContain(said);
  });
});
