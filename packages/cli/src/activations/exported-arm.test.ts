import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InfoplaneError, isExported, type DenseArray } from "@infoplane/contracts";
import { encodeSafetensors } from "@infoplane/core";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readExportedArms } from "./exported-arm.ts";
import { exportedExperiment } from "./exported-experiment.ts";
import type { Roles } from "./moment.ts";

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

async function refusal(paths: readonly string[], asked: Roles = roles): Promise<string> {
  const error: unknown = await readExportedArms(paths, asked).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InfoplaneError);
  const [{ code, message, hint } = { code: "", message: "" }] = (error as InfoplaneError).diagnostics;
  return `${code}: ${message}; ${hint ?? ""}`;
}

describe("arms of exported activations", () => {
  it("have names of their own: those of their files, or those that are given", async () => {
    const [first, second] = [write("a/acts.safetensors", { y, layer }), write("b/acts.safetensors", { y, layer })];
    const said = await refusal([first, second]);
    expect(said).toContain("cli/arm-twice");
    expect(said).toContain(`one=${first} two=${second}`);
    const arms = await readExportedArms([`one=${first}`, `two=${second}`], roles);
    expect(arms.map(({ name, moments }) => [name, moments[0]?.path])).toEqual([
      ["one", first],
      ["two", second],
    ]);
  });

  it("hold the same samples at every moment", async () => {
    const x = float32([3, 1], [1, 2, 3]);
    const first = write("first.safetensors", { y, layer, x });
    const labels = write("labels.safetensors", { y: float32([3], [0, 2, 1]), layer, x });
    const input = write("input.safetensors", { y, layer, x: float32([3, 1], [1, 2, 4]) });
    const said = await refusal([first, labels]);
    expect(said).toContain(`${labels} was not exported of the samples of ${first}: its labels differ`);
    expect(await refusal([first, input], { ...roles, input: "x" })).toContain("its input differs");
    await expect(readExportedArms([first, input], { ...roles, layers: ["layer"] })).resolves.toHaveLength(2);
    write("acts/epoch-1.safetensors", { y, layer });
    write("acts/epoch-2.safetensors", { y: float32([3], [0, 2, 1]), layer });
    expect(await refusal([join(folder, "acts")])).toContain("its labels differ");
  });

  it("have class numbers for labels", async () => {
    const oneHot = float32([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const said = await refusal([write("acts.safetensors", { y: oneHot, layer })]);
    expect(said).toContain("cli/labels-one-hot");
    expect(said).toContain("give class numbers");
    await expect(
      readExportedArms([write("column.safetensors", { y: float32([3, 1], [0, 1, 2]), layer })], roles),
    ).resolves.toHaveLength(1);
  });

  it("may hold arrays of any type where the layers are named, and say what they hold", async () => {
    const file = write("acts.safetensors", { y, layer });
    const header = JSON.stringify({
      y: { dtype: "F32", shape: [3], data_offsets: [0, 12] },
      layer: { dtype: "F32", shape: [3, 1], data_offsets: [0, 12] },
      mask: { dtype: "BOOL", shape: [12], data_offsets: [0, 12] },
    });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    writeFileSync(file, Buffer.concat([length, Buffer.from(header), Buffer.alloc(12)]));
    expect(await refusal([file])).toContain("array mask is of type BOOL");
    const [arm] = await readExportedArms([file], { ...roles, layers: ["layer"] });
    expect(arm?.moments[0]?.layers.map(({ name }) => name)).toEqual(["layer"]);
    expect(await refusal([file], { ...roles, layers: ["other"] })).toContain("it has layer, mask, y");
  });

  it("count what is infinite or no number", async () => {
    const broken = float32([3, 2], [1, NaN, 3, Infinity, 5, 6]);
    const [arm] = await readExportedArms([write("acts.safetensors", { y, layer, broken })], roles);
    expect(arm?.moments.flatMap(({ notFinite }) => notFinite)).toEqual([{ name: "broken", count: 2 }]);
  });

  it("are due at the epochs that were exported of any of them", async () => {
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

  it("of several seeds lie in a folder each, or are told by --seed-from", async () => {
    const seedsOf = async (paths: readonly string[], seedFrom?: string) => {
      const arms = await readExportedArms(paths, { ...roles, ...(seedFrom !== undefined && { seedFrom }) });
      return arms.map(({ name, moments }) => [name, ...moments.map(({ seed, epoch }) => `${seed}/${epoch}`)]);
    };
    for (const seed of [2, 1]) {
      for (const epoch of [10, 9]) write(`net/seed-${seed}/epoch-${epoch}.safetensors`, { y, layer });
      write(`flat/seed_${seed}.safetensors`, { y, layer });
      write(`runs/class9s${seed}/epoch-1.safetensors`, { y, layer });
      write(`own/run${seed}/acts-1.safetensors`, { y, layer });
    }
    const at = (name: string) => join(folder, name);
    expect(await seedsOf([at("net")])).toEqual([["net", "1/9", "1/10", "2/9", "2/10"]]);
    // The number of the seed is not that of an epoch.
    expect(await seedsOf([at("flat")])).toEqual([["flat", "1/0", "2/0"]]);
    expect(await seedsOf([at("own")], "run{seed}/")).toEqual([["own", "1/1", "2/1"]]);
    expect(await seedsOf([at("runs")], "class*s{seed}/")).toEqual([["runs", "1/1", "2/1"]]);
    expect(await seedsOf([`a=${at("net/seed-1")}`, `a=${at("net/seed-2")}`])).toEqual([
      ["a", "1/9", "1/10", "2/9", "2/10"],
    ]);
    const { seeds } = exportedExperiment("net", await readExportedArms([at("net")], roles), [], 3);
    expect(seeds).toEqual([1, 2]);
  });

  it("refuse a moment without a seed beside others, two files of one moment, and a pattern without its place", async () => {
    write("net/seed-1/epoch-1.safetensors", { y, layer });
    write("net/other/epoch-1.safetensors", { y, layer });
    const net = join(folder, "net");
    expect(await refusal([net])).toContain("other/epoch-1.safetensors names no seed, and others of its arm do");
    expect(await refusal([net], { ...roles, seedFrom: "run{seed}" })).toContain("names no seed as run{seed} does");
    expect(await refusal([net], { ...roles, seedFrom: "run" })).toContain("cli/seed-pattern");
    write("two/a/seed-1/epoch-1.safetensors", { y, layer });
    write("two/b/seed-1/epoch-1.safetensors", { y, layer });
    expect(await refusal([join(folder, "two")])).toContain("are both epoch 1 of two, seed 1");
  });
});
