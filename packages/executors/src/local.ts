import { defineExecutor, z, type CellStatus } from "@infoplane/contracts";

/**
 * Runs each cell in its own process, `workers` at a time. Whatever a cell does to memory or to the native library ends
 * with its process; one that dies is restarted once and resumes from its last checkpoint. One that hangs or runs out of
 * memory is ended and reported; the others continue.
 */
export const local = defineExecutor({
  name: "local",
  summary: "Runs each cell in a process of its own, several at a time",
  runsIn: "processes",
  options: z.strictObject({
    workers: z.int().min(1).default(1).describe("how many cells run at a time"),
    "grace-period": z
      .number()
      .positive()
      .default(60)
      .describe("seconds that an interrupted cell has to save its state before its process is killed"),
    "heartbeat-timeout": z
      .number()
      .positive()
      .default(3600)
      .describe("seconds without a sign of work after which a cell counts as hanging and its process is killed"),
  }),
  positional: ["workers"],
  renamedOptions: { patience: "grace-period", silence: "heartbeat-timeout" },
  async create({ workers, "grace-period": gracePeriod, "heartbeat-timeout": heartbeatTimeout }, context) {
    const { superviseCell } = await import("./supervise-cell.ts");
    return {
      async execute(cells) {
        const statuses = new Map<string, CellStatus>(cells.map(({ hash }) => [hash, { state: "waiting" }]));
        const queue = cells.values();
        const worker = async (): Promise<void> => {
          for (const cell of queue) {
            if (context.signal.aborted) return;
            statuses.set(cell.hash, await superviseCell(cell, context, { gracePeriod, heartbeatTimeout }));
          }
        };
        await Promise.all(Array.from({ length: workers }, worker));
        return statuses;
      },
    };
  },
});
