import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { epochInName, type NamedEpoch } from "./epoch-in-name.ts";

/** A file, or a directory of layers, and the name by which it says when it was exported: its own without the seed. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** When something was exported. `nothing`: it stands alone, and its name says no epoch. */
export interface When extends Pick<NamedEpoch, "epoch" | "step"> {
  readonly counted: NamedEpoch["counted"] | "nothing";
}

/** With what was read of its name. */
export type Timed<File extends NamedFile> = File & { readonly when: NamedEpoch };

/**
 * The files of one arm and seed with the epochs that their names give, in order: see {@link epochInName}. All must say them
 * alike, in epochs or in steps, and each another one. Throws InfoplaneError, which names the files: `runtime/epoch-unclear`,
 * `runtime/epochs-alike`, `runtime/epoch-twice`.
 */
export function epochsOf<File extends NamedFile>(files: readonly File[]): Timed<File>[] {
  const epochs = files.map((file): Timed<File> => {
    const when = epochInName(file.name);
    if ("unclear" in when) throw problem(messages.epochUnclear(file.path, when.unclear));
    return { ...file, when };
  });
  const [first] = epochs;
  const other = epochs.find(({ when }) => when.counted !== first?.when.counted);
  if (first && other) throw problem(messages.epochsAlike(first, other));
  const sorted = epochs.sort((a, b) => a.when.epoch - b.when.epoch);
  for (const [index, exported] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before?.when.epoch === exported.when.epoch) throw problem(messages.epochTwice(before, exported));
  }
  return sorted;
}

/** Of a file that stands for itself the epoch only where a word of its name says it; 0 otherwise. */
export function epochOfLone(name: string): When {
  const found = epochInName(name);
  if ("unclear" in found || found.counted !== "epochs") return { counted: "nothing", epoch: 0 };
  const { counted, epoch, step } = found;
  return { counted, epoch, ...(step !== undefined && { step }) };
}

const problem = (diagnostic: ReturnType<typeof messages.fileMissing>): InfoplaneError =>
  new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
