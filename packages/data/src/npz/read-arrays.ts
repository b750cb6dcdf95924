import type { Located } from "../local/locate.ts";
import { withArrays } from "./open-arrays.ts";
import type { NpyArray } from "./parse-npy.ts";

/**
 * The named arrays, in order: `<name>.npy` in a directory, or in a zip file as numpy.savez writes it. Unpacks nothing
 * else. Throws DataDamagedError.
 */
export async function readArrays(located: Located, names: readonly string[]): Promise<NpyArray[]> {
  return withArrays(located, async (arrays) => {
    const read: NpyArray[] = [];
    for (const name of names) read.push(await arrays.read(name));
    return read;
  });
}
