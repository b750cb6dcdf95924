import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Position } from "@infoplane/contracts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tempDirectory, type TempDirectory } from "../test/index.ts";
import { CheckpointStore } from "./checkpoints.ts";

let directory: TempDirectory;
let store: CheckpointStore;
beforeEach(async () => {
  directory = await tempDirectory();
  store = new CheckpointStore(directory.path, "00000000000000aa");
});
afterEach(() => directory.remove());

/** Names of the files after these writes. */
async function write(...positions: readonly (readonly [epoch: number, step: number])[]): Promise<string[]> {
  for (const [epoch, step] of positions) {
    const at: Position = { epoch, step };
    await store.write(
      { at, trainer: { arrays: new Map(), values: {} } },
      2,
      (place) => place.step === 0 && place.epoch === 1,
    );
  }
  return (await store.list()).map(({ file }) => basename(file, ".safetensors"));
}

it("keeps the ends of the last epochs, whatever is saved within an epoch", async () => {
  expect(await write([0, 0], [1, 0], [2, 0], [3, 0])).toEqual(["1", "2", "3"]);
  expect(await write([3, 5])).toEqual(["1", "2", "3", "3-5"]);
  expect(await write([3, 6], [3, 8])).toEqual(["1", "2", "3", "3-6", "3-8"]);
  expect(await write([4, 0])).toEqual(["1", "3", "4"]);
});

it("refuses a checkpoint of another cell, unless it is adopted", async () => {
  await write([1, 0]);
  const other = new CheckpointStore(directory.path, "00000000000000bb");
  const [entry] = await other.list();
  await expect(other.read(entry!)).rejects.toThrow("it is of the cell 00000000000000aa");
  await mkdir(join(directory.path, "own"));
  const own = new CheckpointStore(join(directory.path, "own"), "00000000000000bb");
  await own.adopt(store, entry!);
  const [adopted] = await own.list();
  expect((await own.read(adopted!)).at).toEqual({ epoch: 1, step: 0 });
});
