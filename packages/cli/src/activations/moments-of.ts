import { exitCodes, InfoplaneError } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { momentInName, type NamedMoment } from "./moment-in-name.ts";

/** A file and when it was exported. */
export type MomentFile = NamedMoment & { readonly file: string };

/**
 * The moments that the files of one arm and seed stand for, in their order: see {@link momentInName}. All must say them
 * alike, in epochs or in steps, and each another one. Throws InfoplaneError, which names the files: `cli/epoch-unclear`,
 * `cli/epochs-alike`, `cli/epoch-twice`.
 */
export function momentsOf(files: readonly string[]): MomentFile[] {
  const moments = files.map((file): MomentFile => {
    const found = momentInName(file);
    if ("unclear" in found) throw problem(messages.epochUnclear(file, found.unclear));
    return { file, ...found };
  });
  const [first] = moments;
  const other = moments.find(({ counted }) => counted !== first?.counted);
  if (first && other) throw problem(messages.epochsAlike(first.file, first.counted, other.file, other.counted));
  const sorted = moments.sort((a, b) => a.epoch - b.epoch);
  for (const [index, moment] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before?.epoch === moment.epoch) throw problem(messages.epochTwice(before, moment));
  }
  return sorted;
}

/** Of a file that stands for itself the epoch only where a word of its name says it; 0 otherwise. */
export function momentOfLone(file: string): Pick<NamedMoment, "counted" | "epoch" | "step"> {
  const found = momentInName(file);
  if ("unclear" in found || found.counted !== "epochs") return { counted: "epochs", epoch: 0 };
  const { counted, epoch, step } = found;
  return { counted, epoch, ...(step !== undefined && { step }) };
}

const problem = (diagnostic: ReturnType<typeof messages.fileMissing>): InfoplaneError =>
  new InfoplaneError(diagnostic, exitCodes.wrongExperiment);
