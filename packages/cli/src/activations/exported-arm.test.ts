import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InfoplaneError, type DenseArray } from "@infoplane/contracts";
import { encodeSafetensors } from "@infoplane/core";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { arraysNotFinite, readExportedArms, type Roles } from "./exported-arm.ts";
import { exportedExperiment, isExported } from "./exported-experiment.ts";

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
    expect(arm?.moments.flatMap(arraysNotFinite)).toEqual([{ name: "broken", count: 2 }]);
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
});
