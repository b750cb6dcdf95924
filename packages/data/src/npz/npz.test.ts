import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataDamagedError, DataUnavailableError, optionsOf, type Dataset } from "@infoplane/contracts";
import fc from "fast-check";
import { zipSync, type Zippable } from "fflate";
import { describe, expect, it } from "vitest";
import { normalisationOf } from "../local/local-dataset.ts";
import { npyOf, npyOfNumbers } from "../test/npy-of.ts";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { npz } from "./npz.ts";
import { parseNpy } from "./parse-npy.ts";

/** Generated with Pillow and NumPy. */
const reference = JSON.parse(readFileSync(new URL("../test/npy-reference.json", import.meta.url), "utf8")) as readonly {
  readonly name: string;
  readonly dtype: string;
  readonly content: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}[];

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

  it("takes floats in 0..1 and single-channel images without a last axis", async () => {
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
    ["channels-first images", { x_train: npyOf("|u1", [9, 3, 2, 2], pixels(9)) }, /must be 2x2x3, but is 3x2x2/],
    ["images of another shape", { x_train: npyOf("|u1", [9, 4, 1, 3], pixels(9)) }, /must be 2x2x3, but is 4x1x3/],
    ["fewer labels", { y_test: npyOfNumbers("<i8", [5], classesOf(5)) }, /must be \[6\], but is \[5\]/],
    ["one-hot labels", { y_test: npyOfNumbers("<i4", [6, 3], [...classesOf(6), ...classesOf(12)]) }, /is \[6, 3\]/],
    ["a label that is no class", { y_test: npyOfNumbers("<i8", [6], [0, 1, 2, 3, 0, 0]) }, /sample 4 has label 3/],
    ["a negative label", { y_test: npyOfNumbers("<i8", [6], [0, -1, 2, 0, 0, 0]) }, /sample 2 has label -1/],
    ["labels as floats", { y_test: npyOfNumbers("<f4", [6], classesOf(6)) }, /integers, but is float32/],
    [
      "floats up to 255",
      { x_test: npyOfNumbers("<f4", [6, 2, 2, 3], [...pixels(6)]) },
      /value 2 must be in 0..1, but is 31/,
    ],
    [
      "NaN",
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
    ["objects", { x_test: npyOf("|O", [6, 2, 2, 3], pixels(6)) }, /its type must be numbers.* is Python objects/],
    ["text labels", { y_test: npyOf("<U8", [6], pixels(16)) }, /its type must be numbers.* is text/],
    ["complex numbers", { x_test: npyOf("<c8", [6, 2, 2, 3], pixels(48)) }, /is complex numbers/],
    ["too few values", { x_test: npyOf("|u1", [6, 2, 2, 3], pixels(5)) }, /its length must be 200 bytes.*188/],
    ["an absurd shape", { x_test: npyOf("|u1", [4_000_000_000, 4_000_000_000], pixels(1)) }, /its shape/],
    ["a shape beyond memory", { x_test: npyOf("|u1", [4_000_000_000, 2, 2, 3], pixels(1)) }, /48,000,000,000 bytes/],
    ["text in place of an array", { x_test: Buffer.from("not an array at all") }, /beginning/],
  ])("refuses %s", async (_what, arrays, message) => {
    const loading = changed(arrays);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toBeInstanceOf(DataDamagedError);
  });

  it("says what to do about channels-first images", async () => {
    const planes = changed({ x_train: npyOf("|u1", [9, 3, 2, 2], pixels(9)) }, { input: [2, 2, 3] });
    await expect(planes).rejects.toMatchObject({ hint: expect.stringContaining("transpose") as string });
  });

  it("names a missing array, a request for too many samples, and a path that does not exist", async () => {
    await expect(load(zipOf({ x_train: sound()["x_train"]! }))).rejects.toThrow(/no array called y_train/);
    await expect(changed({}, { train: 10 })).rejects.toThrow(/has 9 train samples; the experiment asks for 10/);
    await expect(changed({}, { path: "else.npz" })).rejects.toBeInstanceOf(DataUnavailableError);
  });

  it("refuses two arrays of one name: which of them is meant, nobody knows", async () => {
    const zip = zipOf({ ...sound(), x_trapn: sound()["x_train"]! });
    const twice = Buffer.from(zip.toString("latin1").replaceAll("x_trapn", "x_train"), "latin1");
    await expect(load(twice)).rejects.toThrow(/data\.npz holds two arrays called x_train/);
  });

  it("refuses an entry that unpacks to more than declared, and one with a wrong checksum", async () => {
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
    await expect(load(huge)).rejects.toThrow(/not enough bytes in the stream. expected 4294967280/);
  });

  it("answers any damage with the data or a clear error", async () => {
    const zip = zipOf(sound());
    const damage = fc.record({ at: fc.nat(zip.length - 1), value: fc.nat(255), end: fc.nat(zip.length) });
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async ({ at, value, end }, cut) => {
        const bytes = Buffer.from(zip.subarray(0, cut ? end : zip.length));
        if (at < bytes.length) bytes[at] = value;
        const outcome = await load(bytes).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataDamagedError);
        else expect((outcome as Dataset).train.count).toBe(9);
      }),
      { numRuns: 150 },
    );
  });
});

describe("npz, with arrays as found in practice", () => {
  const order = (from: Uint8Array, [n, ...axes]: readonly number[]) => {
    // First axis contiguous.
    const shape = [n ?? 0, ...axes];
    const into = new Uint8Array(from.length);
    for (let at = 0; at < from.length; at++) {
      let [rest, place, stride] = [at, 0, 1];
      const index = shape.toReversed().map((size) => {
        const here = rest % size;
        rest = (rest - here) / size;
        return here;
      });
      index.reverse().forEach((here, axis) => {
        place += here * stride;
        stride *= shape[axis] ?? 1;
      });
      into[place] = from[at] ?? 0;
    }
    return into;
  };

  it("converts Fortran order to pixel order", async () => {
    const { test } = await changed({ x_test: npyOf("|u1", [6, 2, 2, 3], order(pixels(6), [6, 2, 2, 3]), "True") });
    expect([...test.images]).toEqual([...pixels(6)]);
  });

  it("takes boolean images and half floats", async () => {
    const flags = Uint8Array.from({ length: 72 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const { test } = await changed({ x_test: npyOf("|b1", [6, 2, 2, 3], flags) });
    expect([...test.images]).toEqual([...flags].map((flag) => 255 * flag));
    const half = new Uint8Array(Uint16Array.from({ length: 72 }, (_, i) => (i % 2 ? 0x3c00 : 0x3800)).buffer);
    const { test: halves } = await changed({ x_test: npyOf("<f2", [6, 2, 2, 3], half) });
    expect([...halves.images.subarray(0, 2)]).toEqual([128, 255]);
  });

  it("says how labels are numbered that do not start at 0, and accepts them that way", async () => {
    const counted = (count: number) =>
      npyOfNumbers(
        "<i8",
        [count],
        classesOf(count).map((label) => label + 1),
      );
    const arrays = { y_train: counted(9), y_test: counted(6) };
    await expect(changed(arrays)).rejects.toMatchObject({
      hint: "the labels start at 1: write first-label: 1",
    });
    const { train, classNames } = await changed(arrays, { "first-label": 1 });
    expect([[...train.labels], classNames]).toEqual([classesOf(9), ["1", "2", "3"]]);
    const { notes } = await changed(arrays, { classes: 4 });
    expect(notes).toEqual([
      expect.stringMatching(
        /training part .* no samples of class 0: the labels start at 1: .*first-label: 1 with classes: 3/,
      ),
      expect.stringMatching(/test part .* no samples of class 0$/),
    ]);
  });

  it("names a class that the test part lacks", async () => {
    const { notes } = await changed({ y_test: npyOfNumbers("<i8", [6], [0, 1, 0, 1, 0, 1]) });
    expect(notes).toEqual([expect.stringMatching(/^the test part \(.*y_test\) has no samples of class 2$/)]);
  });

  it.each([
    ["a pickle", Buffer.from([0x80, 4, 0x95, 1, 2, 3]), /is a pickle of Python/, /pickle\.load\(open\(/],
    ["Parquet", Buffer.from("PAR1xxxxxxxxPAR1"), /is a Parquet file/, /pq\.read_table/],
    ["CSV", Buffer.from("a,b,label\n1,2,0\n3,4,1\n"), /is a CSV table/, /genfromtxt/],
    ["HDF5", Buffer.from("\x89HDF\r\n\x1a\nxxx", "latin1"), /is an HDF5 file/, /h5py/],
    [
      "a file of PyTorch",
      Buffer.from(zipSync({ "net/data.pkl": Uint8Array.of(1), "net/data/0": Uint8Array.of(1) })),
      /is a file of PyTorch/,
      /torch\.load/,
    ],
    ["an empty file", Buffer.alloc(0), /is empty/, /save it again/],
    [
      "a pointer of Git LFS",
      Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:1\n"),
      /a pointer of Git LFS/,
      /git lfs pull/,
    ],
  ])("names %s, and the command that converts it", async (_what, bytes, message, hint) => {
    const loading = load(bytes);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toMatchObject({ hint: expect.stringMatching(hint) as string });
  });

  it("looks through the folder and the files that macOS adds when it packs one", async () => {
    const files = Object.fromEntries(Object.entries(sound()).map(([name, bytes]) => [`own/${name}.npy`, bytes]));
    const junk = { "__MACOSX/own/._x_train.npy": Uint8Array.of(0, 5, 22, 7), "own/.DS_Store": Uint8Array.of(1) };
    const { train } = await load(Buffer.from(zipSync({ "own/": new Uint8Array(0), ...files, ...junk })));
    expect(train.count).toBe(9);
  });

  it("checks headers against the request before anything is unpacked", async () => {
    const million = 2_000_000;
    const bomb = npyOf("|u1", [million, 2, 2, 3], new Uint8Array(12 * million));
    const zip = zipOf({ ...sound(), x_test: bomb });
    expect(zip.length).toBeLessThan(200_000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(load(zip)).rejects.toThrow(/y_test: its shape must be \[2000000\], but is \[6, 1\]/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(12 * million);
  });

  it("neither waits for a pipe nor reads a device", async () => {
    const directory = await temporaryDirectory();
    execFileSync("mkfifo", [join(directory, "pipe.npz")]);
    for (const path of [join(directory, "pipe.npz"), "/dev/zero"]) {
      const all = optionsOf(npz, { path, input: [2, 2, 3], classes: 3 });
      await expect(npz.create(all, testContext("/nonexistent"))).rejects.toThrow(
        /can't be read: it is not a regular file/,
      );
    }
  });

  it.each([
    [[3, 32, 32], undefined, "write 32x32x3"],
    [[1, 28, 28], undefined, "write 28x28x1"],
    [[32, 32, 32], undefined, "channels: 32"],
    [[13, 64, 64], undefined, "channels: 64"],
    [[1, 128, 9], undefined, "channels: 9"],
    [[32, 32, 3], 4, "channels repeats"],
  ])("suggests a fix for %j channels %j", (input, channels, hint) => {
    const asked = optionsOf(npz, { path: "x", input, classes: 2, ...(channels && { channels }) });
    expect(() => npz.facts(asked)).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) as string }));
  });

  it.each([
    [[32, 32, 1], undefined],
    [[64, 64, 13], undefined],
    [[1, 128, 9], 9],
    [[2, 2, 4], undefined],
  ])("takes %j channels %j", (input, channels) => {
    const asked = optionsOf(npz, { path: "x", input, classes: 2, ...(channels && { channels }) });
    expect(npz.facts(asked)).toEqual({ input, classes: 2 });
  });
});

describe("parseNpy", () => {
  it.each(reference)("reads $name as NumPy does", ({ content, shape, dtype, values }) => {
    const array = parseNpy(Buffer.from(content, "base64"), "test");
    expect([array.shape, array.dtype, array.size]).toEqual([shape, dtype, values.length]);
    expect(values.map((_, index) => array.at(index))).toEqual(values);
    expect([...array.toFloat32()]).toEqual(values.map(Math.fround));
  });

  it("restores what was saved, for any shape", () => {
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

  it("reads the other byte order", () => {
    const bytes = new Uint8Array(Int16Array.from([256, -2]).buffer).reverse();
    const array = parseNpy(npyOf(">i2", [2], bytes), "test");
    expect([array.at(0), array.at(1)]).toEqual([-2, 256]);
  });

  it("answers any bytes with an array or DataDamagedError", () => {
    const base = npyOfNumbers("<f4", [2, 3], [1, 2, 3, 4, 5, 6]);
    const edit = fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(edit, fc.nat(base.length), (edits, end) => {
        const bytes = Uint8Array.from(base);
        for (const [at, value] of edits) bytes[at] = value;
        try {
          expect(parseNpy(end % 2 === 0 ? bytes : bytes.subarray(0, end), "test").size).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(DataDamagedError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it("has exact means and spreads, and 1 where there is no spread", () => {
  const { mean, std } = normalisationOf(
    { count: 2, images: Uint8Array.from([0, 7, 255, 7]), labels: new Uint8Array(2) },
    2,
  );
  expect(mean).toEqual([0.5, 7 / 255]);
  expect(std).toEqual([0.5, 1]);
});
