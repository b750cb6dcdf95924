import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InfoplaneError, isExported, type DenseArray } from "@infoplane/contracts";
import { encodeSafetensors } from "@infoplane/core";
import { zipSync } from "fflate";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readExportedArms } from "./exported-arm.ts";
import { exportedExperiment } from "./exported-experiment.ts";
import type { Roles } from "./exported-epoch.ts";

const roles = { labels: "y" };
const float32 = (shape: readonly number[], data: readonly number[]): DenseArray => {
  return { dtype: "float32", shape, data: Float32Array.from(data) };
};
const y = float32([3], [0, 1, 2]);
const layer = float32([3, 2], [1, 2, 3, 4, 5, 6]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "infoplane-arms-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function write(name: string, arrays: Readonly<Record<string, DenseArray>>): string {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, encodeSafetensors({ arrays: new Map(Object.entries(arrays)), metadata: {} }));
  return file;
}

/** A file with arrays of any type. */
function tensorFile(
  name: string,
  arrays: Readonly<Record<string, readonly [dtype: string, shape: readonly number[], data: ArrayBufferView]>>,
): string {
  let offset = 0;
  const parts = Object.values(arrays).map(([, , { buffer, byteOffset, byteLength }]) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  const header = Object.entries(arrays).map(([key, [dtype, shape, data]]) => {
    offset += data.byteLength;
    return [key, { dtype, shape, data_offsets: [offset - data.byteLength, offset] }] as const;
  });
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(join(folder, name), Buffer.concat([length, text, ...parts]));
  return join(folder, name);
}

async function refusal(paths: readonly string[], asked: Roles = roles): Promise<string> {
  const error: unknown = await readExportedArms(paths, asked).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InfoplaneError);
  const [{ code, message, hint } = { code: "", message: "" }] = (error as InfoplaneError).diagnostics;
  return `${code}: ${message}; ${hint ?? ""}`;
}

describe("arms of exported activations", () => {
  it("are named after their files, or by given names", async () => {
    const [first, second] = [write("a/acts.safetensors", { y, layer }), write("b/acts.safetensors", { y, layer })];
    const said = await refusal([first, second]);
    expect(said).toContain("runtime/arm-twice");
    expect(said).toContain(`one=${first} two=${second}`);
    const arms = await readExportedArms([`one=${first}`, `two=${second}`], roles);
    expect(arms.map(({ name, epochs }) => [name, epochs[0]?.path])).toEqual([
      ["one", first],
      ["two", second],
    ]);
  });

  it("hold the same samples at every epoch", async () => {
    const x = float32([3, 1], [1, 2, 3]);
    const first = write("first.safetensors", { y, layer, x });
    const labels = write("labels.safetensors", { y: float32([3], [0, 2, 1]), layer, x });
    const input = write("input.safetensors", { y, layer, x: float32([3, 1], [1, 2, 4]) });
    const said = await refusal([first, labels]);
    expect(said).toContain(`${labels} was not exported for the same samples as ${first}: its labels differ`);
    expect(await refusal([first, input], { ...roles, input: "x" })).toContain("its input differs");
    await expect(readExportedArms([first, input], { ...roles, layers: ["layer"] })).resolves.toHaveLength(2);
    write("acts/epoch-1.safetensors", { y, layer });
    write("acts/epoch-2.safetensors", { y: float32([3], [0, 2, 1]), layer });
    expect(await refusal([join(folder, "acts")])).toContain("its labels differ");
  });

  it("have labels", async () => {
    const none = write("none.safetensors", { y: float32([0], []), layer: float32([0, 2], []) });
    expect(await refusal([none])).toContain("there are no labels in y");
    writeFileSync(join(folder, "none.txt"), "\n");
    expect(await refusal([none], { labels: join(folder, "none.txt") })).toContain("there are no labels");
  });

  it("have class numbers as labels", async () => {
    const oneHot = float32([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const said = await refusal([write("acts.safetensors", { y: oneHot, layer })]);
    expect(said).toContain("runtime/labels-one-hot");
    expect(said).toContain("give class numbers");
    await expect(
      readExportedArms([write("column.safetensors", { y: float32([3, 1], [0, 1, 2]), layer })], roles),
    ).resolves.toHaveLength(1);
  });

  it("skip what can't be a layer, say so, and accept booleans", async () => {
    const file = tensorFile("acts.safetensors", {
      y: ["F32", [3], Float32Array.of(0, 1, 2)],
      layer: ["F32", [3, 1], Float32Array.of(1, 2, 3)],
      mask: ["BOOL", [3, 2], Uint8Array.of(0, 1, 1, 0, 0, 1)],
      packed: ["F8_E4M3", [3], Uint8Array.of(1, 2, 3)],
      epoch: ["I64", [], BigInt64Array.of(7n)],
      step: ["I32", [1], Int32Array.of(7)],
    });
    const [exported] = (await readExportedArms([file], roles))[0]?.epochs ?? [];
    expect(exported?.layers).toEqual([
      { name: "layer", shape: [1] },
      { name: "mask", shape: [2] },
    ]);
    const values = await exported?.withArrays(async (arrays) => [
      await arrays.layer("mask"),
      await arrays.layer("layer"),
    ]);
    expect(values?.map(({ shape, data }) => [shape, ...data])).toEqual([
      [[3, 2], 0, 1, 1, 0, 0, 1],
      [[3, 1], 1, 2, 3],
    ]);
    expect(exported?.leftOut).toEqual([
      "left out, since they can't be layers: epoch (one value), packed (of type F8_E4M3), step (one value)",
    ]);
    const [arm] = await readExportedArms([file], { ...roles, layers: ["layer"] });
    expect(arm?.epochs[0]?.leftOut).toEqual([]);
    expect(await refusal([file], { ...roles, layers: ["packed"] })).toContain("runtime/not-numbers");
    expect(await refusal([file], { ...roles, layers: ["epoch"] })).toContain("it is one value");
    expect(await refusal([file], { ...roles, input: "packed" })).toContain("runtime/not-numbers");
    expect(await refusal([file], { ...roles, layers: ["other"] })).toContain(
      "it has epoch, layer, mask, packed, step, y",
    );
  });

  it("keep labels as they are, and refuse what does not fit into int32", async () => {
    const ids = [1_000_000_007, 1_000_000_008, 1_000_000_009];
    const file = tensorFile("ids.safetensors", {
      y: ["I64", [3], BigInt64Array.from(ids.map(BigInt))],
      layer: ["F32", [3, 1], Float32Array.of(1, 2, 3)],
    });
    const [arm] = await readExportedArms([file], roles);
    expect([...(arm?.epochs[0]?.labels ?? [])]).toEqual(ids);
    const wide = tensorFile("wide.safetensors", {
      y: ["I64", [3], BigInt64Array.of(0n, 1n, 4_294_967_298n)],
      layer: ["F32", [3, 1], Float32Array.of(1, 2, 3)],
    });
    expect(await refusal([wide])).toContain(
      "y of " + wide + " holds 4294967298; labels are whole numbers from 0 to 2,147",
    );
  });

  it("are found among system files, in any case, and one folder too deep; the rest is listed", async () => {
    write("acts/inner/Epoch-1.SAFETENSORS", { y, layer });
    write("acts/inner/._epoch-1.safetensors", { y, layer });
    writeFileSync(join(folder, "acts/inner/epoch-2.pt"), "PK");
    writeFileSync(join(folder, "acts/inner/notes.txt"), "x");
    mkdirSync(join(folder, "acts/__MACOSX"));
    mkdirSync(join(folder, "acts/inner/epoch-3.npz"));
    const [arm] = await readExportedArms([join(folder, "acts")], roles);
    expect(arm?.epochs.map(({ path, epoch }) => [path, epoch])).toEqual([
      [join(folder, "acts/inner/Epoch-1.SAFETENSORS"), 1],
    ]);
    expect(arm?.epochs[0]?.leftOut).toEqual([
      `skipped in ${join(folder, "acts/inner")}: 1 .pt, 1 .txt, the folder epoch-3.npz`,
    ]);
  });

  it.each([
    ["acts.pt", zipSync({ "acts/data.pkl": Uint8Array.of(1) }), "a file of PyTorch", "torch.load"],
    ["acts.npz", Uint8Array.of(0x80, 4, 0x95, 0, 0), "a pickle of Python", "pickle.load"],
    ["acts.safetensors", Buffer.from("PAR1....PAR1"), "a Parquet file", "pq.read_table"],
    ["acts.csv", Buffer.from("a,b\n1,2\n3,4\n"), "a CSV table", "genfromtxt"],
    ["acts.npy", Buffer.from("\x93NUMPY\x01\0", "latin1"), "an array of NumPy", "np.savez"],
    ["acts.safetensors", Buffer.alloc(0), "empty", "save it again"],
  ])("say what %s is, and give the line that converts it", async (name, bytes, what, line) => {
    writeFileSync(join(folder, name), bytes);
    const said = await refusal([join(folder, name)]);
    expect(said).toContain(what);
    expect(said).toContain(line);
  });

  it("neither wait for a pipe nor end with a system error", async () => {
    execFileSync("mkfifo", [join(folder, "acts.npz")]);
    expect(await refusal([join(folder, "acts.npz")])).toContain("it is not a regular file");
    expect(await refusal([join(folder, "else.npz")])).toContain("it is not there");
    writeFileSync(join(folder, "file"), "x");
    expect(await refusal([join(folder, "file", "acts.npz")])).toContain("a part of its path is a file");
  });

  it("take their labels from a PowerShell text file", async () => {
    const labels = join(folder, "labels.txt");
    writeFileSync(labels, Buffer.from("\ufeff0\r\n1\r\n2\r\n", "utf16le"));
    const file = write("acts.safetensors", { layer });
    const [arm] = await readExportedArms([file], { labels });
    expect([...(arm?.epochs[0]?.labels ?? [])]).toEqual([0, 1, 2]);
  });

  it("read epochs from names without the seed, and for a single file only if spelled out", async () => {
    const whens = async (...paths: string[]) => {
      const arms = await readExportedArms(paths, roles);
      return arms.flatMap(({ epochs }) => epochs.map(({ seed, epoch, step, counted }) => [seed, epoch, step, counted]));
    };
    for (const [epoch, loss] of [
      [0, 1.38],
      [1, 0.92],
      [2, 0.92],
    ] as const) {
      write(`light/epoch=${epoch}-step=${100 * epoch}-val_loss=${loss}.safetensors`, { y, layer });
      write(`named/acts_epoch${epoch}_seed4.safetensors`, { y, layer });
    }
    expect(await whens(join(folder, "light"))).toEqual([0, 1, 2].map((epoch) => [0, epoch, 100 * epoch, "epochs"]));
    expect(await whens(join(folder, "named"))).toEqual([0, 1, 2].map((epoch) => [4, epoch, undefined, "epochs"]));
    expect(await whens(write("epoch=7-step=70.safetensors", { y, layer }))).toEqual([[0, 7, 70, "epochs"]]);
    expect(await whens(write("resnet18_224.safetensors", { y, layer }))).toEqual([[0, 0, undefined, "nothing"]]);
    expect(await whens(write("lone/checkpoint-500.safetensors", { y, layer }))).toEqual([[0, 0, undefined, "nothing"]]);
  });

  it("name files with unclear epochs, and refuse a mixture of steps and epochs, within or across arms", async () => {
    for (const step of [500, 1000]) write(`steps/checkpoint-${step}.safetensors`, { y, layer });
    for (const epoch of [1, 2]) write(`epochs/epoch-${epoch}.safetensors`, { y, layer });
    const [steps, epochs] = [join(folder, "steps"), join(folder, "epochs")];
    const [arm] = await readExportedArms([steps], roles);
    expect(arm?.epochs.map(({ epoch, step, counted }) => [epoch, step, counted])).toEqual([
      [500, 500, "steps"],
      [1000, 1000, "steps"],
    ]);
    const said = await refusal([steps, epochs]);
    expect(said).toContain("runtime/epochs-alike");
    expect(said).toContain(`checkpoint-500.safetensors says a step, that of ${epochs}/epoch-1.safetensors an epoch`);
    expect(await refusal([steps, write("final.safetensors", { y, layer })])).toContain("runtime/epochs-alike");
    write("parts/seed-1/epoch-1.safetensors", { y, layer });
    write("parts/seed-2/step-9.safetensors", { y, layer });
    write("parts/seed-2/step-10.safetensors", { y, layer });
    expect(await refusal([join(folder, "parts")])).toContain("runtime/epochs-alike");
    write("epochs/last.safetensors", { y, layer });
    expect(await refusal([epochs])).toContain(`which epoch ${epochs}/last.safetensors belongs to`);
  });

  it("check headers against the number of labels before reading values", async () => {
    const file = join(folder, "acts.safetensors");
    const header = Buffer.from(
      JSON.stringify({
        y: { dtype: "F32", shape: [3], data_offsets: [0, 12] },
        layer: { dtype: "F32", shape: [3, 1], data_offsets: [12, 24] },
        wide: { dtype: "F32", shape: [2 ** 28, 1], data_offsets: [24, 24 + 2 ** 30] },
      }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    writeFileSync(file, Buffer.concat([length, header, Buffer.alloc(24)]));
    // Sparse: the values are not stored.
    truncateSync(file, 8 + header.length + 24 + 2 ** 30);
    const labels = join(folder, "labels.txt");
    writeFileSync(labels, "0\n1\n2\n");
    for (const asked of [roles, { labels, layers: ["wide"] }]) {
      expect(await refusal([file], asked)).toContain(
        "array wide of " + file + " has 268,435,456 rows, but there are 3",
      );
    }
    expect(await refusal([file], { labels: "wide" })).toContain("there are 268,435,456 labels");
  });

  it("say what is in a folder without arrays, however deep, and how to convert it", async () => {
    mkdirSync(join(folder, "acts/inner"), { recursive: true });
    writeFileSync(join(folder, "acts/notes.txt"), "x");
    for (const epoch of [1, 2]) {
      const packed = zipSync({ "epoch/data.pkl": Uint8Array.of(1) });
      writeFileSync(join(folder, `acts/inner/epoch-${epoch}.pt`), packed);
    }
    const said = await refusal([join(folder, "acts")]);
    expect(said).toContain("it holds 2 .pt, 1 .txt; epoch-2.pt is a file of PyTorch");
    expect(said).toContain("torch.load");
    expect(await refusal([mkdtempSync(join(folder, "empty-"))])).toContain("no file is there");
  });

  it("may be folders of .npy files, one per epoch; a table next to them is skipped", async () => {
    const column = (values: readonly number[]) => {
      const header = "{'descr': '>i2', 'fortran_order': False, 'shape': (3,), }".padEnd(117) + "\n";
      const bytes = Buffer.alloc(10 + header.length + 6);
      bytes.write("\x93NUMPY\x01\0", "latin1");
      bytes.writeUInt16LE(header.length, 8);
      bytes.write(header, 10, "latin1");
      values.forEach((value, at) => bytes.writeInt16BE(value, 10 + header.length + 2 * at));
      return bytes;
    };
    for (const epoch of [2, 1]) {
      mkdirSync(join(folder, `acts/epoch-${epoch}`), { recursive: true });
      writeFileSync(join(folder, `acts/epoch-${epoch}/y.NPY`), column([0, 1, 300]));
      writeFileSync(join(folder, `acts/epoch-${epoch}/fc.npy`), column([5, -6, 7 * epoch]));
      writeFileSync(join(folder, `acts/epoch-${epoch}/log.csv`), "a,b\n");
    }
    const [arm] = await readExportedArms([join(folder, "acts")], roles);
    expect(arm?.epochs.map(({ epoch, labels }) => [epoch, ...labels])).toEqual([
      [1, 0, 1, 300],
      [2, 0, 1, 300],
    ]);
    const [, last] = arm?.epochs ?? [];
    expect([...((await last?.withArrays((arrays) => arrays.layer("fc")))?.data ?? [])]).toEqual([5, -6, 14]);
    expect(last?.leftOut).toEqual([1, 2].map((epoch) => `skipped in ${join(folder, `acts/epoch-${epoch}`)}: 1 .csv`));
  });

  it("count infinite and NaN values", async () => {
    const broken = float32([3, 2], [1, NaN, 3, Infinity, 5, 6]);
    const [arm] = await readExportedArms([write("acts.safetensors", { y, layer, broken })], roles);
    expect(arm?.epochs.flatMap(({ notFinite }) => notFinite)).toEqual([{ name: "broken", count: 2 }]);
  });

  it("are due at the epochs that were exported for any of them", async () => {
    for (const epoch of [0, 10]) write(`a/epoch-${epoch}.safetensors`, { y, layer });
    for (const epoch of [0, 5]) write(`b/epoch-${epoch}.safetensors`, { y, layer });
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    const measure = { name: "nhsic", options: {}, label: "nhsic(Y, Z)", when: "end" } as const;
    const made = async (paths: readonly string[]) =>
      exportedExperiment("net", await readExportedArms(paths, roles), [measure], 3);
    expect((await made([a, b])).measures[0]?.when).toEqual({ at: [0, 5, 10] });
    const single = await made([write("once.safetensors", { y, layer })]);
    expect(single.measures[0]?.when).toBe("end");
    expect(isExported(single)).toBe(true);
  });

  it("of several seeds are in a folder each, or are identified by --seed-from", async () => {
    const seedsOf = async (paths: readonly string[], seedFrom?: string) => {
      const arms = await readExportedArms(paths, { ...roles, ...(seedFrom !== undefined && { seedFrom }) });
      return arms.map(({ name, epochs }) => [name, ...epochs.map(({ seed, epoch }) => `${seed}/${epoch}`)]);
    };
    for (const seed of [2, 1]) {
      for (const epoch of [10, 9]) write(`net/seed-${seed}/epoch-${epoch}.safetensors`, { y, layer });
      write(`flat/seed_${seed}.safetensors`, { y, layer });
      write(`runs/class9s${seed}/epoch-1.safetensors`, { y, layer });
      for (const place of [2, 1]) write(`own/run${seed}/acts-${place}.safetensors`, { y, layer });
    }
    const at = (name: string) => join(folder, name);
    expect(await seedsOf([at("net")])).toEqual([["net", "1/9", "1/10", "2/9", "2/10"]]);
    // The seed's number is not an epoch.
    expect(await seedsOf([at("flat")])).toEqual([["flat", "1/0", "2/0"]]);
    expect(await seedsOf([at("own")], "run{seed}/")).toEqual([["own", "1/1", "1/2", "2/1", "2/2"]]);
    expect(await seedsOf([at("runs")], "class*s{seed}/")).toEqual([["runs", "1/1", "2/1"]]);
    expect(await seedsOf([`a=${at("net/seed-1")}`, `a=${at("net/seed-2")}`])).toEqual([
      ["a", "1/9", "1/10", "2/9", "2/10"],
    ]);
    const { seeds } = exportedExperiment("net", await readExportedArms([at("net")], roles), [], 3);
    expect(seeds).toEqual([1, 2]);
  });

  it("refuse an export without a seed alongside others, two files for one epoch, and a pattern without its placeholder", async () => {
    write("net/seed-1/epoch-1.safetensors", { y, layer });
    write("net/other/epoch-1.safetensors", { y, layer });
    const net = join(folder, "net");
    expect(await refusal([net])).toContain("other/epoch-1.safetensors names no seed, but others of its arm do");
    expect(await refusal([net], { ...roles, seedFrom: "run{seed}" })).toContain("names no seed that matches run{seed}");
    expect(await refusal([net], { ...roles, seedFrom: "run" })).toContain("runtime/seed-pattern");
    write("two/a/seed-1/epoch-1.safetensors", { y, layer });
    write("two/b/seed-1/epoch-1.safetensors", { y, layer });
    const said = await refusal([join(folder, "two")]);
    expect(said).toContain("runtime/epoch-twice");
    const [one, other] = ["a", "b"].map((part) => join(folder, "two", part, "seed-1/epoch-1.safetensors"));
    expect(said).toContain(`${one ?? ""} and ${other ?? ""} are both for epoch 1`);
  });
});
