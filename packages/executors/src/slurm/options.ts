import { z, type OptionsOf } from "@infoplane/contracts";

/** What Slurm accepts as one word: names, numbers, and the characters of its own syntax. No quotes, no white space. */
const word = z.string().regex(/^[\w.,:;+@%&|*!\[\]()=/-]+$/, "must be one word, as sbatch requires");
const seconds = z.number().positive();

/** Options of `slurm`. Those that sbatch also has mean the same there. */
export const slurmOptions = z.strictObject({
  partition: word.optional().describe("partition of the jobs"),
  time: z
    .string()
    .regex(/^(\d+-)?\d+(:\d+){0,2}$/, 'must be a time of Slurm, e.g. "4:00:00" or "2-0"')
    .optional()
    .describe('time limit of one job, e.g. "4:00:00"; a cell that takes longer continues in the next'),
  cpus: z.int().min(1).default(1).describe("processors of one cell; by default its threads"),
  memory: z
    .string()
    .regex(/^\d+[KMGT]?$/, 'must be a size of Slurm, e.g. "16G"')
    .optional()
    .describe('memory of one cell, e.g. "16G"'),
  gres: word.optional().describe('other resources of one cell, e.g. "gpu:1"'),
  account: word.optional().describe("account that is charged"),
  qos: word.optional().describe("quality of service"),
  constraint: word.optional().describe("features that a node must have"),
  setup: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .describe('shell commands before a cell starts, e.g. ["module load cuda"]'),
  workers: z.int().min(1).optional().describe("cells at a time; by default as many as the cluster allows"),
  array: z.int().min(1).default(1000).describe("most tasks of one job array: the cluster's MaxArraySize less one"),
  "save-before": z.int().min(1).default(120).describe("seconds before the time limit at which a cell saves its state"),
  poll: seconds.default(10).describe("seconds between two looks at the queue"),
  "grace-period": seconds.default(60).describe("seconds that a stopped cell has to save its state"),
  detach: z.boolean().default(false).describe("submit and exit; follow later with `attach`"),
  submit: z.boolean().default(true).describe("false: only follow what is in the queue"),
});

export type SlurmOptions = OptionsOf<typeof slurmOptions>;
