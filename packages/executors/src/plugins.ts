import type { Plugin } from "@infoplane/contracts";
import { local } from "./local.ts";
import { inProcess } from "./in-process.ts";
import { slurm } from "./slurm/slurm.ts";

/** What this package brings. */
export const executorPlugins: readonly Plugin[] = [local, inProcess, slurm];
