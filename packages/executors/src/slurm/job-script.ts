import { quote } from "../quote.ts";
import type { SlurmOptions } from "./options.ts";

export interface JobScript {
  /** Name of the experiment. */
  readonly name: string;
  /** Cells of this job array: one per task. */
  readonly cells: number;
  /** Command that runs one cell; `hash` is the placeholder for the cell's name. */
  readonly command: { readonly file: string; readonly args: readonly string[] };
  readonly hash: string;
  /** Where the command is run. */
  readonly workingDirectory: string;
  readonly options: SlurmOptions;
}

/**
 * The script of a job array. It is submitted from a folder that contains `cells`, the names of the cells line by line,
 * and receives the logs. It can also be submitted by hand: a finished cell ends at once.
 */
export function jobScript({ name, cells, command, hash, workingDirectory, options }: JobScript): string {
  const words = [command.file, ...command.args].map((word) => (word === hash ? '"$hash"' : quote(word)));
  const setup = [options.setup].flat();
  return `#!/bin/bash
# ${cells === 1 ? "1 cell" : `${cells} cells`} of the experiment ${name}, one a task. Written by Infoplane.
${sbatchOptions(name, cells, options)
  .map((option) => `#SBATCH ${option}`)
  .join("\n")}

# Before the time limit the cell saves its state; asked to end, it does so too. It hears SIGTERM in both cases: SIGUSR1
# would open Node's debugger in a process that does not listen yet.
asked=
cell=
trap 'asked=requeue; pass_on' USR1
trap 'asked=end; pass_on' TERM INT
pass_on() {
  if [ -n "$cell" ]; then kill -TERM "$cell" 2>/dev/null; fi
}

# Line i + 1 of the file "cells" names the cell of task i.
hash=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" cells)
cd ${quote(workingDirectory)} || exit 3
${setup.length > 0 ? `\n${setup.join("\n")}\n` : ""}
run_cell() {
  # Asked before it began: it has all to do still.
  if [ -n "$asked" ]; then return 130; fi
  ${words.join(" \\\n    ")} &
  cell=$!
  if [ -n "$asked" ]; then pass_on; fi
  # A signal ends "wait" too.
  while kill -0 "$cell" 2>/dev/null; do wait "$cell"; done
  wait "$cell"
}

run_cell
code=$?
# Codes above 130: the process crashed. Once more, from its last checkpoint.
if [ "$code" -gt 130 ] && [ -z "$asked" ]; then
  run_cell
  code=$?
fi
# 143: it was asked before it could listen, and its last checkpoint stands.
if [ "$code" = 143 ] && [ -n "$asked" ]; then code=130; fi
# 130: its state is saved, and there is more to do.
if [ "$code" = 130 ] && [ "$asked" = requeue ]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
`;
}

/** Arguments of sbatch: in the script for submitting it by hand, and on the command line. */
export function sbatchOptions(name: string, cells: number, options: SlurmOptions): string[] {
  const { partition, time, cpus, memory, gres, account, qos, constraint, workers } = options;
  const given = {
    "job-name": name,
    array: `0-${cells - 1}${workers === undefined ? "" : `%${workers}`}`,
    output: "%A_%a.log",
    "open-mode": "append",
    partition,
    account,
    qos,
    time,
    ntasks: 1,
    "cpus-per-task": cpus,
    mem: memory,
    gres,
    constraint,
    signal: `B:USR1@${options["save-before"]}`,
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return [...set.map(([key, value]) => `--${key}=${String(value)}`), "--requeue"];
}
