import type { CellSpec, CellStatus, ExecutorContext } from "@infoplane/contracts";
import { failed } from "./failed.ts";
import { stuck } from "./messages.ts";

/**
 * Runs a cell, and gives it up where this process has nothing left to do while the cell is not over: a plugin waits for what
 * nothing will ever bring, and Node would end the process.
 */
export async function runHere(cell: CellSpec, context: ExecutorContext): Promise<CellStatus> {
  let at = { epoch: 0, step: 0 };
  let doing = "its start";
  const running = context.runCell(cell, context.signal, (event) => {
    if ("at" in event) at = event.at;
    if (event.kind === "doing") doing = event.what;
    context.emit(event);
  });
  let giveUp: (() => void) | undefined;
  const givenUp = new Promise<CellStatus>((resolve) => {
    giveUp = () => {
      const status = failed(at, stuck(doing));
      context.emit({ kind: "end", cell: cell.hash, status });
      resolve(status);
    };
    process.once("beforeExit", giveUp);
  });
  try {
    return await Promise.race([running, givenUp]);
  } finally {
    if (giveUp) process.off("beforeExit", giveUp);
  }
}
