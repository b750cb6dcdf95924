import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, relative } from "node:path";
import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { epochOf } from "./epoch-of.ts";
import { seedOf } from "./seed-of.ts";

/** Where the arrays of one moment of one training lie; nothing of them is read yet. */
export interface MomentPlace {
  readonly path: string;
  /** A directory of .npy files, a layer each. */
  readonly isDirectory: boolean;
  readonly epoch: number;
  /** undefined where no path says one. */
  readonly seed: number | undefined;
}

/** How seeds are found in paths. */
export interface SeedFrom {
  /** Of --seed-from; `seed-1` and the like otherwise. */
  readonly pattern: RegExp | undefined;
  /** Whether the path as it was written may name the seed, and not only what lies below it. */
  readonly inWritten: boolean;
}

const deepest = 4;

/**
 * The moments of an arm, by seed and epoch: one .npz or .safetensors file, a directory of such files, one for each epoch, a
 * directory of .npy files, one for each layer; or a directory of such directories, one for each seed. Throws InfoplaneError
 * when nothing of these is there.
 */
export async function findMoments(written: string, seeds: SeedFrom): Promise<MomentPlace[]> {
  const found = await stat(written).catch(() => undefined);
  if (!found) throw new InfoplaneError(messages.noActivations(written, "it is not there"), exitCodes.wrongExperiment);
  const whole = !found.isDirectory();
  if (whole && !isArchive(written)) {
    const reason = "it ends neither in .npz nor in .safetensors";
    throw new InfoplaneError(messages.noActivations(written, reason), exitCodes.wrongExperiment);
  }
  const paths = whole ? [{ path: written, isDirectory: false }] : await below(written, deepest);
  if (paths.length === 0) {
    const reason = "no .npz, .safetensors or .npy file lies there";
    throw new InfoplaneError(messages.noActivations(written, reason), exitCodes.wrongExperiment);
  }
  const moments = paths.map(({ path, isDirectory }): MomentPlace => {
    const own = whole ? basename(written) : relative(written, path);
    const seed = seedOf(seeds.inWritten ? path : own, seeds.pattern);
    // A lone file, and a folder of layers that is the arm itself, are at no epoch of their own.
    const isAlone = own === "" || whole;
    const epoch = isAlone ? 0 : epochOf(basename(seed?.rest ?? own));
    return { path, isDirectory, epoch, seed: seed?.seed };
  });
  return moments.sort((a, b) => (a.seed ?? 0) - (b.seed ?? 0) || a.epoch - b.epoch);
}

const isArchive = (name: string): boolean => [".npz", ".safetensors"].includes(extname(name));

/** Everything that lies in a folder and its folders: what doesn't belong there is found by what it says. */
async function below(folder: string, levels: number): Promise<Pick<MomentPlace, "path" | "isDirectory">[]> {
  const all = await readdir(folder, { withFileTypes: true });
  const entries = all.filter(({ name }) => !name.startsWith(".") && name !== "__MACOSX");
  const files = entries.filter((entry) => !entry.isDirectory());
  const archives = files.filter(({ name }) => isArchive(name));
  const own = archives.map(({ name }) => ({ path: join(folder, name), isDirectory: false }));
  if (own.length === 0 && files.some(({ name }) => extname(name) === ".npy")) {
    own.push({ path: folder, isDirectory: true });
  }
  const folders = levels === 0 ? [] : entries.filter((entry) => entry.isDirectory());
  return [...own, ...(await Promise.all(folders.map(({ name }) => below(join(folder, name), levels - 1)))).flat()];
}
