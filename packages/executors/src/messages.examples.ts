import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  processDied: [
    ["signal SIGSEGV", "last words", "epoch 3"],
    ["exit code 7", "", "epoch 3"],
  ],
  outOfMemory: [
    [3_000_000_000, 16_000_000_000, 128, "signal SIGKILL", "last words", "epoch 3"],
    [undefined, 16_000_000_000, 1, "exit code 134", "", "epoch 3"],
  ],
  silent: [[60, "epoch 3"]],
  foreignMessages: [[1], [3]],
  stuck: [["epoch 3"]],
  disconnectHeld: [[]],
  signalHeld: [[]],
  startsAgain: [["signal SIGKILL"]],
  notSaved: [["signal SIGKILL", "epoch 3"]],
  executorFailed: [["it threw a text"]],
  slurmMissing: [["sbatch", "it is not there"]],
  slurmRefused: [["sbatch", "Invalid partition name specified"]],
  slurmSilent: [["sbatch", 60]],
  jobEnded: [["4711", "NODE_FAIL", "runs/cifar/slurm/4711_0.log", "last words"]],
  jobOutOfMemory: [["4711", "runs/cifar/slurm/4711_0.log", "last words", 128]],
  submitted: [
    ["4711", 1],
    ["4711", 3],
  ],
  joins: [[1], [3]],
  stillQueued: [
    [["4711"], "squeue does not answer", "runs/cifar"],
    [["4711", "4712"], "squeue does not answer", "runs/cifar"],
    [[], "squeue does not answer", "runs/cifar"],
  ],
  queueSilent: [[["4711"], 60, "squeue does not answer", "runs/cifar"]],
  slurmStillLive: [[["4711_0"]], [["4711_0", "4711_1"]]],
  variablesIgnored: [[["SBATCH_TIMELIMIT"]], [["SBATCH_TIMELIMIT", "SBATCH_ACCOUNT"]]],
  submittedAgain: [["4711", "NODE_FAIL"]],
};
