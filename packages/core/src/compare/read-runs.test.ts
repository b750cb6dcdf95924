import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeRun, tempDirectory, type TempDirectory } from "../test/index.ts";
import { readRuns } from "./read-runs.ts";

let temp: TempDirectory;
beforeEach(async () => {
  temp = await tempDirectory();
});
afterEach(() => temp.remove());

describe("runs that are read for a comparison", () => {
  it("share the available memory", async () => {
    const places = ["a", "b"].map((name) => join(temp.path, name));
    for (const place of places) await fakeRun(place);
    const whole = await readRuns(places);
    const each = whole[0]?.records.length ?? 0;
    const thinned = async (most: number) => (await readRuns(places, most)).map((run) => run.thinned !== undefined);
    expect(await thinned(2 * each)).toEqual([false, false]);
    expect(await thinned(Math.ceil(1.7 * each))).toEqual([false, true]);
  });
});
