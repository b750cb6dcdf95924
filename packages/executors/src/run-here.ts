import type { CellSpec, CellStatus, ExecutorContext } from "@infoplane/contracts";
import { CellFollower } from "./cell-follower.ts";
import { failed } from "./failed.ts";
import { stuck } from "./messages.ts";

/**
 * Runs a cell, and gives it up if this process has nothing left to do while the cell is unfinished: a plugin waits for
 * something that will never happen, and Node would exit.
 */
export async function runHere(cell: CellSpec, context: ExecutorContext): Promise<CellStatus> {
  const follower = new CellFollower((event) => context.emit(event));
  const running = context.runCell(cell, context.signal, follower.follow);
  let giveUp: (() => void) | undefined;
  const givenUp = new Promise<CellStatus>((resolve) => {
    giveUp = () => {
      const status = failed(follower.at, stuck(follower.doing));
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
