import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataDamaged, DataUnavailable, optionsOf, type Dataset } from "@infoplane/contracts";
import fc from "fast-check";
import { zipSync, type Zippable } from "fflate";
import { describe, expect, it } from "vitest";
import { normalisationOf } from "../subset/normalisation-of.ts";
import { npyOf, npyOfNumbers } from "../test/npy-of.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { npz } from "./npz.ts";
import { parseNpy } from "./parse-npy.ts";

const pixels = (count: number, size = 12) => Uint8Array.from({ length: count * size }, (_, i) => (i * 31) & 0xff);
const classesOf = (count: number) => Array.from({ length: count }, (_, i) => (i * 5) % 3);
const sound = (): Record<string, Uint8Array> => ({
  x_train: npyOf("|u1", [9, 2, 2, 3], pixels(9)),
  y_train: npyOfNumbers("<i8", [9], classesOf(9)),
  x_test: npyOf("|u1", [6, 2, 2, 3], pixels(6)),
  y_test: npyOfNumbers("<i4", [6, 1], classesOf(6)),
});
const zipOf = (arrays: Record<string, Uint8Array>): Buffer => {
  const files: Zippable = Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]));
  return Buffer.from(zipSync(files, { level: 6 }));
};
const load = async (zip: Buffer, options: object = {}): Promise<Dataset> => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "data.npz"), zip);
  const all = { path: "data.npz", input: [2, 2, 3], classes: 3, ...options };
  return npz.create(optionsOf(npz, all), testContext("/nonexistent", { baseDir: directory }));
};
const changed = (more: Record<string, Uint8Array>, options?: object) => load(zipOf({ ...sound(), ...more }), options);

describe("npz", () => {
  it("reads images and labels, normalised by the training images", async () => {
    const { train, test, input, classes, normalisation } = await load(zipOf(sound()));
    expect([input, classes, train.count, test.count]).toEqual([[2, 2, 3], 3, 9, 6]);
    expect([...train.images]).toEqual([...pixels(9)]);
    expect([...test.labels]).toEqual(classesOf(6));
    const reds = [...pixels(9)].filter((_, i) => i % 3 === 0).map((value) => value / 255);
    const mean = reds.reduce((sum, value) => sum + value, 0) / reds.length;
    const variance = reds.reduce((sum, value) => sum + (value - mean) ** 2, 0) / reds.length;
    expect(normalisation.mean[0]).toBeCloseTo(mean, 12);
    expect(normalisation.std[0]).toBeCloseTo(Math.sqrt(variance), 12);
  });

  it("takes stratified subsets, other names, and a directory of .npy files", async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, "own"));
    const names = ["images", "labels", "x_test", "y_test"];
    for (const [index, bytes] of Object.values(sound()).entries()) {
      await writeFile(join(directory, "own", `${names[index]}.npy`), bytes);
    }
    const options = { path: "own", input: [2, 2, 3], classes: 3, arrays: names, train: 3 };
    const { train } = await npz.create(
      optionsOf(npz, options),
      testContext("/nonexistent", { dataDir: directory, baseDir: "/nonexistent" }),
    );
    expect([...train.labels]).toEqual([0, 2, 1]);
    expect([...train.images]).toEqual([...pixels(3)]);
  });

  it("takes floats in 0..1 and images of one channel without a last axis", async () => {
    const grey = Array.from({ length: 36 }, (_, i) => (i * 7) % 256);
    const arrays = {
      x_train: npyOfNumbers(
        "<f4",
        [9, 2, 2],
        grey.map((value) => value / 255),
      ),
      x_test: npyOfNumbers(
        "<f8",
        [6, 2, 2],
        grey.slice(0, 24).map((value) => value / 255),
      ),
    };
    const { train, test } = await changed(arrays, { input: [2, 2, 1] });
    expect([...train.images]).toEqual(grey);
    expect([...test.images]).toEqual(grey.slice(0, 24));
  });

  it.each([
    ["planes before pixels", { x_train: npyOf("|u1", [9, 3, 2, 2], pixels(9)) }, /must be 2x2x3 and is 3x2x2/],
    ["other images", { x_train: npyOf("|u1", [9, 4, 1, 3], pixels(9)) }, /must be 2x2x3 and is 4x1x3/],
    ["fewer labels", { y_test: npyOfNumbers("<i8", [5], classesOf(5)) }, /must be \[6\] and is \[5\]/],
    ["one-hot labels", { y_test: npyOfNumbers("<i4", [6, 3], [...classesOf(6), ...classesOf(12)]) }, /is \[6, 3\]/],
    ["a label that is no class", { y_test: npyOfNumbers("<i8", [6], [0, 1, 2, 3, 0, 0]) }, /sample 4 has label 3/],
    ["a negative label", { y_test: npyOfNumbers("<i8", [6], [0, -1, 2, 0, 0, 0]) }, /sample 2 has label -1/],
    ["labels as floats", { y_test: npyOfNumbers("<f4", [6], classesOf(6)) }, /integers and is float32/],
    [
      "floats up to 255",
      { x_test: npyOfNumbers("<f4", [6, 2, 2, 3], [...pixels(6)]) },
      /value 2 must be in 0..1 and is 31/,
    ],
    [
      "no number",
      {
        x_test: npyOfNumbers(
          "<f4",
          [6, 2, 2, 3],
          [...pixels(6)].map(() => NaN),
        ),
      },
      /is NaN/,
    ],
    ["wide integers", { x_test: npyOfNumbers("<i4", [6, 2, 2, 3], [...pixels(6)]) }, /uint8, or float.*int32/],
    ["Fortran order", { x_test: npyOf("|u1", [6, 2, 2, 3], pixels(6), "True") }, /Fortran order/],
    ["objects", { x_test: npyOf("|O", [6], pixels(1)) }, /its type must be an integer or a float/],
    ["too few values", { x_test: npyOf("|u1", [6, 2, 2, 3], pixels(5)) }, /its length must be 200 bytes.*188/],
    ["an absurd shape", { x_test: npyOf("|u1", [4_000_000_000, 4_000_000_000], pixels(1)) }, /its shape/],
    ["a shape beyond memory", { x_test: npyOf("|u1", [4_000_000_000, 2, 2, 3], pixels(1)) }, /48,000,000,000 bytes/],
    ["text in place of an array", { x_test: Buffer.from("not an array at all") }, /beginning/],
  ])("refuses %s", async (_what, arrays, message) => {
    const loading = changed(arrays);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toBeInstanceOf(DataDamaged);
  });

  it("says what to do about planes before pixels", async () => {
    const planes = changed({ x_train: npyOf("|u1", [9, 3, 2, 2], pixels(9)) }, { input: [2, 2, 3] });
    await expect(planes).rejects.toMatchObject({ hint: expect.stringContaining("transpose") as string });
  });

  it("names an array that is missing, a wish for more samples, and a path that is nowhere", async () => {
    await expect(load(zipOf({ x_train: sound()["x_train"]! }))).rejects.toThrow(/no array called y_train/);
    await expect(changed({}, { train: 10 })).rejects.toThrow(/has 9 train samples; the experiment asks for 10/);
    await expect(changed({}, { path: "else.npz" })).rejects.toBeInstanceOf(DataUnavailable);
  });

  it("refuses an entry that unpacks to more than it says, and one with a wrong checksum", async () => {
    const zip = zipOf({ ...sound(), x_test: npyOf("|u1", [6, 2, 2, 3], pixels(6)) });
    const directory = zip.lastIndexOf(Buffer.from("PK\x01\x02", "latin1"));
    const small = Buffer.from(zip);
    small.writeUInt32LE(10, directory + 24);
    await expect(load(small)).rejects.toThrow(/can't be read/);
    const sum = Buffer.from(zip);
    sum.writeUInt32LE(1, directory + 16);
    await expect(load(sum)).rejects.toThrow(/wrong checksum/);
    const huge = Buffer.from(zip);
    huge.writeUInt32LE(0xfffffff0, directory + 24);
    await expect(load(huge)).rejects.toThrow(/4,294,967,280 bytes or more/);
  });

  it("answers any damage with the data or a sentence", async () => {
    const zip = zipOf(sound());
    const damage = fc.record({ at: fc.nat(zip.length - 1), value: fc.nat(255), end: fc.nat(zip.length) });
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async ({ at, value, end }, cut) => {
        const bytes = Buffer.from(zip.subarray(0, cut ? end : zip.length));
        if (at < bytes.length) bytes[at] = value;
        const outcome = await load(bytes).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataDamaged);
        else expect((outcome as Dataset).train.count).toBe(9);
      }),
      { numRuns: 150 },
    );
  });
});

describe("parseNpy", () => {
  it("gives back what was saved, whatever the shape", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(shapes, (shape) => {
        const size = shape.reduce((product, n) => product * n, 1);
        const values = Array.from({ length: size }, (_, i) => i / 3);
        const array = parseNpy(npyOfNumbers("<f8", shape, values), "test");
        expect([array.shape, array.dtype, array.size]).toEqual([shape, "float64", size]);
        expect(values.map((_, i) => array.at(i))).toEqual(values);
      }),
    );
  });

  it("reads the other order of bytes", () => {
    const bytes = new Uint8Array(Int16Array.from([256, -2]).buffer).reverse();
    const array = parseNpy(npyOf(">i2", [2], bytes), "test");
    expect([array.at(0), array.at(1)]).toEqual([-2, 256]);
  });

  it("answers any bytes with an array or DataDamaged", () => {
    const base = npyOfNumbers("<f4", [2, 3], [1, 2, 3, 4, 5, 6]);
    const edit = fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edit, fc.nat(base.length), (edits, end) => {
        const bytes = Uint8Array.from(base);
        for (const [at, value] of edits) bytes[at] = value;
        try {
          expect(parseNpy(end % 2 === 0 ? bytes : bytes.subarray(0, end), "test").size).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(DataDamaged);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it("has exact means and spreads, and one where there is no spread", () => {
  const { mean, std } = normalisationOf(
    { count: 2, images: Uint8Array.from([0, 7, 255, 7]), labels: new Uint8Array(2) },
    2,
  );
  expect(mean).toEqual([0.5, 7 / 255]);
  expect(std).toEqual([0.5, 1]);
});
