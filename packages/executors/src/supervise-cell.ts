import { reasonOf, type CellSpec, type CellStatus, type Diagnostic, type ExecutorContext } from "@infoplane/contracts";
import { CellFollower } from "./cell-follower.ts";
import { failed } from "./failed.ts";
import {
  executorFailed,
  foreignMessages,
  notSaved,
  outOfMemory,
  processDied,
  silent,
  startsAgain,
} from "./messages.ts";
import { runChild, type ChildOutcome } from "./run-child.ts";

const attempts = 2;

export interface Supervision {
  /** Seconds that an interrupted cell has to save its state. */
  readonly gracePeriod: number;
  /** Seconds without a heartbeat after which a cell counts as hanging. */
  readonly heartbeatTimeout: number;
}

/** Runs one cell in a child process, at most twice. Never throws: the status says how it ended. */
export async function superviseCell(
  cell: CellSpec,
  context: ExecutorContext,
  supervision: Supervision,
): Promise<CellStatus> {
  const follower = new CellFollower((event) => context.emit(event));
  const note = ({ message }: Diagnostic): void => context.emit({ kind: "note", cell: cell.hash, message });
  const end = (status: CellStatus): CellStatus => {
    context.emit({ kind: "end", cell: cell.hash, status });
    return status;
  };
  for (let attempt = 1; ; attempt++) {
    try {
      const { signal } = context;
      const outcome = await runChild(context.cellCommand(cell), {
        cell: cell.hash,
        emit: follower.follow,
        signal,
        ...supervision,
      });
      if (outcome.foreign > 0) note(foreignMessages(outcome.foreign));
      if (outcome.status) return end(outcome.status);
      if (signal.aborted) {
        if (follower.hasBegun) note(notSaved(outcome.exit, follower.doing));
        return end({ state: "interrupted", at: follower.at });
      }
      const final = isFinal(outcome);
      if (final || attempt === attempts)
        return end(failed(follower.at, whatHappened(outcome, cell, supervision, follower.doing)));
      note(startsAgain(outcome.exit));
    } catch (error) {
      return end(failed(follower.at, executorFailed(reasonOf(error))));
    }
  }
}

/** Outcomes that would only repeat. */
function isFinal({ isSilent, isMemoryShort }: ChildOutcome): boolean {
  return isSilent || isMemoryShort;
}

function whatHappened(
  outcome: ChildOutcome,
  cell: CellSpec,
  { heartbeatTimeout }: Supervision,
  doing: string,
): Diagnostic {
  const { isSilent, isMemoryShort, exit, stderr, peak, total } = outcome;
  if (isSilent) return silent(heartbeatTimeout, doing);
  if (isMemoryShort) return outOfMemory(peak, total, cell.dataset.batch, exit, stderr, doing);
  return processDied(exit, stderr, doing);
}
