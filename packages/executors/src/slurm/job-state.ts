/** States of Slurm in which a job is over (squeue(1), "JOB STATE CODES"). */
const over = new Set([
  ...["BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "LAUNCH_FAILED", "NODE_FAIL"],
  ...["OUT_OF_MEMORY", "PREEMPTED", "RECONFIG_FAIL", "REVOKED", "TIMEOUT"],
]);

/** Whether a job in this state may still run: true of every state that is not known to be an end. */
export const isLive = (state: string): boolean => !over.has(state);
