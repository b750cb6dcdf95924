import type { Plugin } from "@infoplane/contracts";
import { childProcess } from "./child-process.ts";
import { inProcess } from "./in-process.ts";

/** What this package brings. */
export const executorPlugins: readonly Plugin[] = [inProcess, childProcess];
