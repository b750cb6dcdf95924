import type { Plugin } from "@infoplane/contracts";
import { local } from "./local.ts";
import { inProcess } from "./in-process.ts";
import { slurm } from "./slurm/slurm.ts";

/** The plugins of this package. */
export const executorPlugins: readonly Plugin[] = [local, inProcess, slurm];
