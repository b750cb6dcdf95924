import { defineExecutor } from "@infoplane/contracts";
import { slurmOptions } from "./options.ts";

/**
 * Runs each cell as a task of a job array. The submitting process trains nothing: it writes a script, submits the cells
 * that are not in the queue, and follows them by the queue and by what they write to the run's directory, which all
 * machines must share. A cell saves its state before a time limit and is requeued; after a preemption or a node failure
 * Slurm restarts it; each resumes from its last checkpoint. A job that ends without a result is resubmitted once. Needs
 * sbatch, squeue, scancel and scontrol; uses sacct if there is accounting.
 */
export const slurm = defineExecutor({
  name: "slurm",
  summary: "Runs each cell as a task of a Slurm job array",
  options: slurmOptions,
  renamedOptions: { patience: "grace-period", grace: "save-before" },
  positional: ["partition"],
  runsIn: "machines",
  async create(options, context) {
    const [{ scriptOf, SlurmRun }, { endAll }, { Submissions }] = await Promise.all([
      import("./slurm-run.ts"),
      import("./end-all.ts"),
      import("./submissions.ts"),
    ]);
    return {
      execute: (cells) => new SlurmRun(options, context).execute(cells),
      describe: (cells) => scriptOf(cells.slice(0, options.array), options, context),
      cancel: async () => endAll(await Submissions.of(context.directory), options["grace-period"]),
    };
  },
});
