import { delimiter, isAbsolute } from "node:path";

/**
 * A PATH with its absolute entries only: an empty or relative one means the current folder, which for git is that of an
 * experiment from others. `/usr/bin::bin` gives `/usr/bin`.
 */
export const absoluteEntries = (path: string): string => path.split(delimiter).filter(isAbsolute).join(delimiter);
