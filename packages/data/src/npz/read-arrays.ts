import type { Located } from "../local/locate.ts";
import { withArrays } from "./open-arrays.ts";
import type { NpyArray } from "./parse-npy.ts";

/**
 * The named arrays, in order: `<name>.npy` of a directory, or of a zip file as numpy.savez writes it. Nothing else is
 * unpacked. Throws DataDamagedError.
 */
export async function readArrays(located: Located, names: readonly string[]): Promise<NpyArray[]> {
  return withArrays(located, async (arrays) => {
    const read: NpyArray[] = [];
    for (const name of names) read.push(await arrays.read(name));
    return read;
  });
}
