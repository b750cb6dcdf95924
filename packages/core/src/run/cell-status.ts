import { identityColumns, isExported, type CellSpec, type CellStatus } from "@infoplane/contracts";
import { isAsAsked } from "../schedule/progress.ts";
import type { RunStore } from "../store/run-store.ts";
import { failedBy, readCell } from "./read-cell.ts";

/**
 * How the planned cells of a run stand, in order, while it runs too. One whose files are damaged, missing or contradictory
 * counts as failed, as in a report. Records that match their seal are not parsed. Throws InfoplaneError if the run is unreadable.
 */
export async function* cellStatuses(
  run: RunStore,
): AsyncGenerator<{ readonly cell: CellSpec; readonly status: CellStatus }, void> {
  const { experiment, plan } = await run.readDefinition();
  const manifest = await run.readManifest();
  const computed = new Set(manifest.engines?.flatMap(({ cells }) => cells));
  const columnsOf = identityColumns(experiment.measures);
  for (const cell of plan.cells) {
    const store = run.cell(cell.hash);
    const live = await store.readLiveStatus().catch(() => undefined);
    const isSound =
      live?.state === "done" &&
      (isExported(experiment) || live.at.epoch <= cell.training.epochs) &&
      (await isAsAsked(cell, experiment.measures, store).catch(() => false));
    if (live && isSound) {
      yield { cell, status: live };
      continue;
    }
    const request = { experiment, columnsOf, wasComputed: computed.has(cell.hash) };
    const { cell: view, leftOut } = await readCell(store, cell, request);
    const [message] = leftOut;
    const damaged = (text: string): CellStatus =>
      failedBy({ code: "core/store-file-damaged", message: text }, view.status);
    yield { cell, status: message === undefined ? (live ?? view.status) : damaged(message) };
  }
}
