/** Identifies the cluster and the user; no other Slurm variable is passed on. */
const kept = new Set(["SLURM_CONF", "SLURM_CONF_SERVER", "SLURM_JWT"]);
const ofSlurm = /^(SLURM|SBATCH|SQUEUE|SCANCEL|SCONTROL|SACCT|SALLOC|SRUN)_/;

/**
 * The environment for Slurm's commands. Variables such as `SQUEUE_STATES`, `SBATCH_TIMELIMIT` or `SLURM_CLUSTERS` are
 * options in disguise: they would silently change which jobs are queried or what is submitted. So would those of the
 * job in which this process itself may run.
 */
export function slurmEnvironment(all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const passed = Object.entries(all).filter(([name]) => kept.has(name) || !ofSlurm.test(name));
  // 0: lists of array tasks are printed whole, not cut after 64 characters.
  return { ...Object.fromEntries(passed), SLURM_BITSTR_LEN: "0" };
}

/** Variables that a person set for their jobs and that are not used: `SBATCH_ACCOUNT`... */
export function ignoredVariables(all: NodeJS.ProcessEnv): string[] {
  return Object.keys(all)
    .filter((name) => (name.startsWith("SBATCH_") || name === "SLURM_CLUSTERS") && all[name] !== "")
    .sort();
}
