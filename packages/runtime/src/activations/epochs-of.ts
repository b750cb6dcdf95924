import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { epochInName, type NamedEpoch } from "./epoch-in-name.ts";

/** A file, or a directory of layers, and the name that says when it was exported: its own name without the seed. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** When something was exported. `nothing`: a single export whose name gives no epoch. */
export interface When extends Pick<NamedEpoch, "epoch" | "step"> {
  readonly counted: NamedEpoch["counted"] | "nothing";
}

/** With what was read from its name. */
export type Timed<File extends NamedFile> = File & { readonly when: NamedEpoch };

/**
 * The files of one arm and seed with the epochs that their names give, in order: see {@link epochInName}. All must use
 * the same form, epochs or steps, and no two the same number. Throws InfoplaneError, which names the files:
 * `runtime/epoch-unclear`, `runtime/epochs-alike`, `runtime/epoch-twice`.
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

/** For a single file, the epoch only if a word in its name identifies it; 0 otherwise. */
export function epochOfLone(name: string): When {
  const found = epochInName(name);
  if ("unclear" in found || found.counted !== "epochs") return { counted: "nothing", epoch: 0 };
  const { counted, epoch, step } = found;
  return { counted, epoch, ...(step !== undefined && { step }) };
}

const problem = (diagnostic: ReturnType<typeof messages.fileMissing>): InfoplaneError =>
  new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
