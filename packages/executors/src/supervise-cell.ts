import type { CellEvent, CellSpec, CellStatus, Diagnostic, ExecutorContext, Position } from "@infoplane/contracts";
import { executorFailed, processDied, startsAgain } from "./messages.ts";
import { runChild } from "./run-child.ts";

const attempts = 2;

/** Runs one cell in a child process, twice at most. Never throws: the status says how it ended. */
export async function superviseCell(cell: CellSpec, context: ExecutorContext, patience: number): Promise<CellStatus> {
  let at: Position = { epoch: 0, step: 0 };
  const follow = (event: CellEvent): void => {
    if ("at" in event) at = event.at;
    context.emit(event);
  };
  const end = (status: CellStatus): CellStatus => {
    context.emit({ kind: "end", cell: cell.hash, status });
    return status;
  };
  for (let attempt = 1; ; attempt++) {
    try {
      const outcome = await runChild(context.cellCommand(cell), { emit: follow, signal: context.signal, patience });
      if (outcome.status) return outcome.status;
      if (context.signal.aborted) return end({ state: "interrupted", at });
      if (attempt === attempts) return end(failed(at, processDied(outcome.exit, outcome.stderr)));
      context.emit({ kind: "note", cell: cell.hash, message: startsAgain(outcome.exit).message });
    } catch (error) {
      return end(failed(at, executorFailed(error instanceof Error ? error.message : String(error))));
    }
  }
}

function failed(at: Position, { code, message, hint }: Diagnostic): CellStatus {
  return { state: "failed", at, code, message, ...(hint !== undefined && { hint }) };
}
