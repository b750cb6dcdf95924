import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { momentInName, type NamedMoment } from "./moment-in-name.ts";

/** A file, or a directory of layers, and the name by which it says when it was exported: its own without the seed. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** When something was exported. `nothing`: it stands alone, and its name says no epoch. */
export interface When extends Pick<NamedMoment, "epoch" | "step"> {
  readonly counted: NamedMoment["counted"] | "nothing";
}

/** With what was read of its name. */
export type Timed<File extends NamedFile> = File & { readonly when: NamedMoment };

/**
 * The files of one arm and seed with their moments, in the order of these: see {@link momentInName}. All must say them
 * alike, in epochs or in steps, and each another one. Throws InfoplaneError, which names the files: `cli/epoch-unclear`,
 * `cli/epochs-alike`, `cli/epoch-twice`.
 */
export function momentsOf<File extends NamedFile>(files: readonly File[]): Timed<File>[] {
  const moments = files.map((file): Timed<File> => {
    const when = momentInName(file.name);
    if ("unclear" in when) throw problem(messages.epochUnclear(file.path, when.unclear));
    return { ...file, when };
  });
  const [first] = moments;
  const other = moments.find(({ when }) => when.counted !== first?.when.counted);
  if (first && other) throw problem(messages.epochsAlike(first, other));
  const sorted = moments.sort((a, b) => a.when.epoch - b.when.epoch);
  for (const [index, moment] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before?.when.epoch === moment.when.epoch) throw problem(messages.epochTwice(before, moment));
  }
  return sorted;
}

/** Of a file that stands for itself the epoch only where a word of its name says it; 0 otherwise. */
export function momentOfLone(name: string): When {
  const found = momentInName(name);
  if ("unclear" in found || found.counted !== "epochs") return { counted: "nothing", epoch: 0 };
  const { counted, epoch, step } = found;
  return { counted, epoch, ...(step !== undefined && { step }) };
}

const problem = (diagnostic: ReturnType<typeof messages.fileMissing>): InfoplaneError =>
  new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
