import { defineExecutor, z, type CellStatus } from "@infoplane/contracts";

/** Runs cells one after the other in this process. At the signal the running cell saves its state; no other begins. */
export const inProcess = defineExecutor({
  name: "in-process",
  summary: "Runs cells one after the other in this process",
  options: z.strictObject({}),
  async create(_options, context) {
    const { runHere } = await import("./run-here.ts");
    return {
      async execute(cells) {
        const statuses = new Map<string, CellStatus>(cells.map(({ hash }) => [hash, { state: "waiting" }]));
        for (const cell of cells) {
          if (context.signal.aborted) break;
          statuses.set(cell.hash, await runHere(cell, context));
        }
        return statuses;
      },
    };
  },
});
