import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";
import { DataDamaged, DataUnavailable, optionsOf, type Dataset } from "@infoplane/contracts";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { testContext } from "../test/test-context.ts";
import { imageFolder } from "./image-folder.ts";

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
/** n images a class in `<root><class>`. */
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
  it("reads train and test folders, classes in the order of their names", async () => {
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

  it("holds a share of each class out where there is one folder, always the same one", async () => {
    const path = await folderOf(await animals(10));
    const [first, second] = [await load(path, { holdout: 0.3 }), await load(path, { holdout: 0.3 })];
    expect([first.train.count, first.test.count]).toEqual([21, 9]);
    expect([...first.test.labels]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(second.digest).toBe(first.digest);
    expect((await load(path, { train: 3, test: 3 })).train.labels).toEqual(Uint8Array.from([0, 1, 2]));
  });

  it("brings every kind of image to the shape: sizes, grey, see-through, deep, animated", async () => {
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

  it("fits as it is told", async () => {
    const wide = await plain([200, 200, 200], 12, 4).png().toBuffer();
    const path = await folderOf({ "train/a/1.png": wide, "train/b/1.png": wide, "test/a/1.png": wide });
    const corner = async (fit: string) => pixel(await load(path, { classes: 2, input: [4, 4, 3], fit }), 0)[0];
    expect([await corner("cover"), await corner("contain"), await corner("fill")]).toEqual([200, 0, 200]);
  });

  it.each([
    [
      "other folders than classes",
      async () => load(await folderOf(await animals(2)), { classes: 4 }),
      /has 3 folders.*4 classes: cats, dogs, eels/,
    ],
    [
      "a class of the test part alone",
      async () =>
        load(
          await folderOf({
            ...(await animals(1, "train/")),
            ...(await animals(1, "test/")),
            "test/fish/1.png": await plain([1, 2, 3]).png().toBuffer(),
          }),
        ),
      /class fish that the training part has not/,
    ],
    [
      "a folder without images",
      async () =>
        load(
          await folderOf({ ...(await animals(1)), "cats/0.png": Buffer.alloc(0), "fish/readme.md": Buffer.from("") }),
          { classes: 4 },
        ),
      /fish holds no images/,
    ],
    [
      "an empty file",
      async () => load(await folderOf({ ...(await animals(3)), "cats/1.png": Buffer.alloc(0) })),
      /cats\/1\.png can't be read/,
    ],
    [
      "a drawing by another name",
      async () =>
        load(
          await folderOf({
            ...(await animals(3)),
            "cats/1.png": Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>"),
          }),
        ),
      /cats\/1\.png can't be read/,
    ],
    [
      "a file in place of a directory",
      async () => load(join(await folderOf({ "a.png": Buffer.from("") }), "a.png")),
      /is a file, and must be a directory/,
    ],
  ])("refuses %s", async (_what, loading, message) => {
    const outcome = loading();
    await expect(outcome).rejects.toThrow(message);
    await expect(outcome).rejects.toBeInstanceOf(DataDamaged);
  });

  it("refuses an image that unpacks to more pixels than any photograph", async () => {
    const bomb = await plain([0, 0, 0]).png().toBuffer();
    // The header's width and height, and its checksum.
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    const path = await folderOf({ ...(await animals(3)), "cats/1.png": bomb });
    await expect(load(path)).rejects.toThrow(/cats\/1\.png can't be read: .*pixel limit/);
  });

  it("can't be had where there is nothing, and needs one or three channels", async () => {
    await expect(load("/nonexistent/animals")).rejects.toBeInstanceOf(DataUnavailable);
    expect(() => imageFolder.facts(optionsOf(imageFolder, { path: "x", input: [4, 4, 2], classes: 2 }))).toThrow(
      /1 or 3/,
    );
  });

  it("answers damaged images with the data or a sentence", async () => {
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
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataDamaged);
        else expect((outcome as Dataset).train.count + (outcome as Dataset).test.count).toBe(9);
      }),
      { numRuns: 40 },
    );
  });
});
