import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { DataDamagedError, DataUnavailableError, optionsOf, type Dataset } from "@infoplane/contracts";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { imageFolder } from "./image-folder.ts";

/** Generated with Pillow and NumPy. */
const reference = JSON.parse(
  readFileSync(new URL("../test/image-reference.json", import.meta.url), "utf8"),
) as readonly {
  readonly name: string;
  readonly content: string;
  readonly height: number;
  readonly width: number;
  readonly pixels: readonly number[];
}[];

type Colour = readonly [number, number, number];
const colours: Readonly<Record<string, Colour>> = { cats: [200, 10, 20], dogs: [10, 200, 30], eels: [5, 15, 250] };
const plain = ([r, g, b]: Colour, width = 6, height = 4) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });

/** Folders of files by relative path. */
async function folderOf(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const directory = await temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  return directory;
}
/** n images per class in `<root><class>`. */
async function animals(n: number, root = ""): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (const [name, colour] of Object.entries(colours)) {
    for (let i = 0; i < n; i++) files[`${root}${name}/${i}.png`] = await plain(colour).png().toBuffer();
  }
  return files;
}
const load = (path: string, options: object = {}): Promise<Dataset> => {
  const all = { path, input: [4, 6, 3], classes: 3, ...options };
  return imageFolder.create(optionsOf(imageFolder, all), testContext("/nonexistent"));
};
const pixel = ({ train }: Dataset, sample: number, size = 72): number[] => [
  ...train.images.subarray(sample * size, sample * size + 3),
];

describe("image-folder", () => {
  it("reads train and test folders, with classes in the order of their names", async () => {
    const path = await folderOf({ ...(await animals(2, "train/")), ...(await animals(1, "val/")) });
    const dataset = await load(path);
    expect(dataset.classNames).toEqual(["cats", "dogs", "eels"]);
    expect([[...dataset.train.labels], [...dataset.test.labels]]).toEqual([
      [0, 0, 1, 1, 2, 2],
      [0, 1, 2],
    ]);
    expect(pixel(dataset, 0)).toEqual(colours["cats"]);
    expect(pixel(dataset, 5)).toEqual(colours["eels"]);
    expect(dataset.normalisation.mean[1]).toBeCloseTo((10 + 200 + 15) / 3 / 255, 10);
  });

  it("holds out a share of each class if there is one folder, always the same share", async () => {
    const path = await folderOf(await animals(10));
    const [first, second] = [await load(path, { holdout: 0.3 }), await load(path, { holdout: 0.3 })];
    expect([first.train.count, first.test.count]).toEqual([21, 9]);
    expect([...first.test.labels]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(second.digest).toBe(first.digest);
    expect((await load(path, { train: 3, test: 3 })).train.labels).toEqual(Uint8Array.from([0, 1, 2]));
  });

  it("converts every kind of image to the shape: different sizes, grey, transparent, 16-bit, animated", async () => {
    const grey = await plain([90, 90, 90]).toColourspace("b-w").jpeg({ quality: 100 }).toBuffer();
    const clear = await sharp({
      create: { width: 6, height: 4, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const deep = await plain([200, 100, 50]).toColourspace("rgb16").png().toBuffer();
    const large = await plain([10, 20, 30], 60, 40).webp({ lossless: true }).toBuffer();
    const path = await folderOf({
      "train/a/1-grey.jpg": grey,
      "train/a/2-clear.png": clear,
      "train/a/3-deep.png": deep,
      "train/b/4-large.webp": large,
      "train/b/notes.txt": Buffer.from("no image"),
      "train/b/.hidden.png": Buffer.from("no image"),
      "test/b/1.gif": await plain([255, 0, 0]).gif().toBuffer(),
    });
    const dataset = await load(path, { classes: 2 });
    expect([0, 1, 2, 3].map((sample) => pixel(dataset, sample))).toEqual([
      [90, 90, 90],
      [0, 0, 0],
      [200, 100, 50],
      [10, 20, 30],
    ]);
    const one = await load(path, { classes: 2, input: [4, 6, 1] });
    expect(one.train.images).toHaveLength(4 * 24);
    expect(one.train.images[0]).toBe(90);
  });

  it("fits as requested", async () => {
    const wide = await plain([200, 200, 200], 12, 4).png().toBuffer();
    const path = await folderOf({ "train/a/1.png": wide, "train/b/1.png": wide, "test/a/1.png": wide });
    const corner = async (fit: string) => pixel(await load(path, { classes: 2, input: [4, 4, 3], fit }), 0)[0];
    expect([await corner("cover"), await corner("contain"), await corner("fill")]).toEqual([200, 0, 200]);
  });

  it.each([
    [
      "folders that are not classes",
      async () => load(await folderOf(await animals(2)), { classes: 4 }),
      /has 3 folders.*4 classes: cats, dogs, eels/,
    ],
    [
      "a class that only the test part has",
      async () =>
        load(
          await folderOf({
            ...(await animals(1, "train/")),
            ...(await animals(1, "test/")),
            "test/fish/1.png": await plain([1, 2, 3]).png().toBuffer(),
          }),
        ),
      /class fish that the training part does not have/,
    ],
    [
      "a folder without images",
      async () =>
        load(
          await folderOf({ ...(await animals(1)), "cats/0.png": Buffer.alloc(0), "fish/readme.md": Buffer.from("") }),
          { classes: 4 },
        ),
      /fish holds no images, only 1 \.md/,
    ],
    [
      "an empty file",
      async () => load(await folderOf({ ...(await animals(3)), "cats/1.png": Buffer.alloc(0) })),
      /1 of 9 images of .* can't be used:\n {4}cats\/1\.png: empty$/,
    ],
    [
      "a drawing with a wrong extension",
      async () =>
        load(
          await folderOf({
            ...(await animals(3)),
            "cats/1.png": Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>"),
          }),
        ),
      /cats\/1\.png: not an image: it is an SVG drawing/,
    ],
    [
      "a file in place of a directory",
      async () => load(join(await folderOf({ "a.zip": Buffer.from("PK\x03\x04") }), "a.zip")),
      /is a ZIP archive, which can't be read/,
    ],
  ])("refuses %s", async (_what, loading, message) => {
    const outcome = loading();
    await expect(outcome).rejects.toThrow(message);
    await expect(outcome).rejects.toBeInstanceOf(DataDamagedError);
  });

  it("refuses an image that unpacks to more pixels than any photograph", async () => {
    const bomb = await plain([0, 0, 0]).png().toBuffer();
    // The header's width and height, and its checksum.
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    const path = await folderOf({ ...(await animals(3)), "cats/1.png": bomb });
    await expect(load(path)).rejects.toThrow(/cats\/1\.png: damaged: .*pixel limit/);
  });

  it.each(reference.filter(({ name }) => !name.startsWith("orientation")))(
    "reads $name as Pillow and NumPy do",
    async ({ name, content, height, width, pixels }) => {
      const file = Buffer.from(content, "base64");
      const path = await folderOf({ [`a/${name}`]: file, [`b/${name.toUpperCase()}`]: file });
      const { train, test } = await load(path, { classes: 2, input: [height, width, 3], holdout: 0.5 });
      expect([train.count, test.count]).toEqual([1, 1]);
      expect([...train.images]).toEqual(pixels);
    },
  );

  it.each(reference.filter(({ name }) => name.startsWith("orientation")))(
    "rotates $name as Pillow's exif_transpose does, and says so",
    async ({ name, content, height, width, pixels }) => {
      const file = Buffer.from(content, "base64");
      const path = await folderOf({ [`train/a/${name}`]: file, [`train/b/${name}`]: file, [`test/a/${name}`]: file });
      const { train, notes = [] } = await load(path, { classes: 2, input: [16 * height, 16 * width, 3] });
      const middles = Array.from({ length: height * width * 3 }, (_, at) => {
        const [row, column, channel] = [Math.floor(at / (3 * width)), Math.floor(at / 3) % width, at % 3];
        return train.images[((16 * row + 8) * 16 * width + 16 * column + 8) * 3 + channel] ?? 0;
      });
      middles.forEach((value, at) => expect(Math.abs(value - (pixels[at] ?? 0))).toBeLessThanOrEqual(2));
      const isTurned = !name.startsWith("orientation-1");
      expect(notes.some((note) => note.startsWith("3 of 3 images have an EXIF orientation"))).toBe(isTurned);
    },
  );

  it("names all bad files at once, sorted, each with its fault", async () => {
    const files = await animals(4);
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 7) & 0xff));
    const jpeg = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    const png = await plain([1, 2, 3], 64, 64).png().toBuffer();
    const bmp = Buffer.from(reference.find(({ name }) => name === "24.bmp")?.content ?? "", "base64");
    const path = await folderOf({
      ...files,
      "eels/1.png": png.subarray(0, png.length / 2),
      "dogs/1.jpg": Buffer.alloc(0),
      "cats/9.jpg": jpeg.subarray(0, jpeg.length / 2),
      "cats/8.jpg": bmp,
      "cats/7.png": Buffer.from("<!DOCTYPE html><title>404</title>"),
      "dogs/2.bmp": bmp.subarray(0, bmp.length - 1),
      "dogs/3.ppm": Buffer.from("P6 6 4 255\n123"),
      "dogs/4.jpg": Buffer.from("version https://git-lfs.github.com/spec/v1\n"),
    });
    await symlink("/nonexistent/a.png", join(path, "dogs/5.png"));
    execFileSync("mkfifo", [join(path, "dogs/6.png")]);
    const error: unknown = await load(path).catch((reason: unknown) => reason);
    expect((error as Error).message.split("\n").slice(1)).toEqual([
      "    cats/7.png: not an image: it is a web page, as a failed download leaves it",
      "    cats/8.jpg: it is a BMP, but is called .jpg: give it the right extension",
      "    cats/9.jpg: truncated",
      "    dogs/1.jpg: empty",
      "    dogs/2.bmp: truncated",
      "    dogs/3.ppm: truncated",
      "    dogs/4.jpg: not an image: it is a pointer of Git LFS, and not the file itself",
      "    dogs/5.png: it is not there (ENOENT)",
      "    dogs/6.png: it is not a regular file",
      "    eels/1.png: truncated",
    ]);
    expect((error as Error).message).toContain("10 of 21 images of");
  });

  it("counts skipped files by ending, and reports files that are read despite a wrong ending", async () => {
    const [png] = Object.values(await animals(1));
    const path = await folderOf({
      ...(await animals(3)),
      "cats/a.heic": Buffer.from("x"),
      "cats/b.HEIC": Buffer.from("x"),
      "dogs/list.txt": Buffer.from("x"),
      "eels/old/1.png": png ?? Buffer.alloc(0),
      "labels.csv": Buffer.from("x"),
      "dogs/really-png.jpg": png ?? Buffer.alloc(0),
      "dogs/._0.png": Buffer.from("junk"),
      "__MACOSX/cats/._0.png": Buffer.from("junk"),
      "dogs/Thumbs.db": Buffer.from("junk"),
    });
    const { train, test, notes } = await load(path);
    expect(train.count + test.count).toBe(10);
    expect(notes).toEqual([
      expect.stringMatching(
        /^skipped below .*: 2 \.heic, 1 \.csv, 1 \.png, 1 \.txt \(cats\/a\.heic, .*eels\/old\/1\.png/,
      ),
      expect.stringMatching(/^1 image is not of the kind that its name says, .*: 1 a PNG called \.jpg$/),
      expect.stringMatching(/no samples of class eels$/),
    ]);
  });

  it("tests on the folder that has the classes, or on the named one, ignoring case", async () => {
    const [png = Buffer.alloc(0)] = Object.values(await animals(1));
    const path = await folderOf({
      ...(await animals(2, "Train/")),
      "test/1.png": png,
      ...(await animals(1, "Val/")),
      ...(await animals(3, "held-back/")),
      "readme.md": Buffer.from("x"),
    });
    const { test, notes } = await load(path);
    expect(test.count).toBe(3);
    expect(notes).toEqual([
      expect.stringMatching(/skipped below .*: 1 \.md \(readme\.md\)/),
      expect.stringMatching(/ignored in .*: the folders held-back, test$/),
    ]);
    expect((await load(path, { "test-folder": "HELD-BACK" })).test.count).toBe(9);
    await expect(load(path, { "test-folder": "else" })).rejects.toThrow(/has no folder else/);
    await expect(load(path, { "test-folder": "test" })).rejects.toThrow(/has no class folders, only 1 \.png/);
  });

  it("looks through one extra folder: above the classes, and within a class", async () => {
    const [png = Buffer.alloc(0)] = Object.values(await animals(1));
    const path = await folderOf({
      ...(await animals(3, "PetImages/")),
      "__MACOSX/x": Buffer.from("x"),
      "PetImages/dogs/images/4.png": png,
    });
    await rm(join(path, "PetImages/dogs"), { recursive: true });
    await mkdir(join(path, "PetImages/dogs/images"), { recursive: true });
    await writeFile(join(path, "PetImages/dogs/images/4.png"), png);
    const { train, test } = await load(path);
    expect(train.count + test.count).toBe(7);
  });

  it("names classes without images in the test part", async () => {
    const path = await folderOf({ ...(await animals(2, "train/")), ...(await animals(1, "test/")) });
    await rm(join(path, "test/dogs/0.png"));
    const { notes } = await load(path);
    expect(notes).toEqual([expect.stringMatching(/^the test part \(.*\) has no samples of class dogs$/)]);
  });

  it("takes a thousand classes, each with its own label", async () => {
    const [png = Buffer.alloc(0)] = Object.values(await animals(1));
    const path = await folderOf(
      Object.fromEntries(
        Array.from({ length: 1000 }, (_, i) => [`train/${String(i).padStart(4, "0")}/1.png`, png]).concat([
          ["test/0999/1.png", png],
        ]),
      ) as Record<string, Buffer>,
    );
    const { train, test } = await load(path, { classes: 1000, input: [1, 1, 3], train: 1000 });
    expect([...train.labels]).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect([...test.labels]).toEqual([999]);
  });

  it("is unavailable if there is nothing, and needs one or three channels", async () => {
    await expect(load("/nonexistent/animals")).rejects.toBeInstanceOf(DataUnavailableError);
    expect(() => imageFolder.facts(optionsOf(imageFolder, { path: "x", input: [4, 4, 2], classes: 2 }))).toThrow(
      /1 or 3/,
    );
    expect(() => imageFolder.facts(optionsOf(imageFolder, { path: "x", input: [3, 32, 32], classes: 2 }))).toThrow(
      expect.objectContaining({ hint: "channels come last: write 32x32x3" }),
    );
  });

  it("answers damaged images with the data or a clear error", async () => {
    const files = await animals(3);
    const noise = Buffer.from(Array.from({ length: 24 * 24 * 3 }, (_, i) => (i * i * 7) & 0xff));
    const jpeg = await sharp(noise, { raw: { width: 24, height: 24, channels: 3 } })
      .jpeg()
      .toBuffer();
    const path = await folderOf(files);
    const edit = fc.record({
      at: fc.nat(jpeg.length - 1),
      value: fc.nat(255),
      end: fc.nat(jpeg.length),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ at, value, end, cut }) => {
        const bytes = Buffer.from(jpeg.subarray(0, cut ? end : jpeg.length));
        if (at < bytes.length) bytes[at] = value;
        await writeFile(join(path, "cats", "1.png"), bytes);
        const outcome = await load(path).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataDamagedError);
        else expect((outcome as Dataset).train.count + (outcome as Dataset).test.count).toBe(9);
      }),
      { numRuns: 40 },
    );
  });
});
