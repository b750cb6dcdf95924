import type { CellSpec, CellStatus, Measurement, MeasureSpec, RunRecord } from "@infoplane/contracts";
import { requestedWork, toRecord, type RunStore } from "@infoplane/core";

/**
 * Writes what a training and its measures leave in the store, without running either: all records of a cell in one
 * append, its status and its seal. The numbers depend on arm, seed and epoch.
 */
export async function writeCell(cell: CellSpec, measures: readonly MeasureSpec[], run: RunStore): Promise<CellStatus> {
  const { epochs } = cell.training;
  const store = run.cell(cell.hash);
  const lock = await store.lock();
  await store.writeSpec({ ...cell, measures });
  const records = await store.readRecords();
  await records.append(Array.from({ length: epochs + 1 }, (_, epoch) => rowsOf(cell, epoch)).flat());
  const status: CellStatus = { state: "done", at: { epoch: epochs, step: 0 }, seconds: 1 };
  await store.log({ kind: "ran", seconds: 1, state: "done" });
  await store.writeStatus(status);
  await store.seal(requestedWork(cell, measures));
  await lock.release();
  return status;
}

function rowsOf(cell: CellSpec, epoch: number): RunRecord[] {
  const { blocks } = cell.architecture;
  const rate = Number(cell.training.optimizer.options["rate"]);
  const learnt =
    1 - Math.exp((-epoch * (1 + 40 * rate)) / cell.training.epochs) + 0.05 * noise(cell.seed + 1000 * rate);
  const row = (label: string, measurement: Measurement): RunRecord =>
    toRecord(cell, epoch, epoch * 10, label, measurement);
  const splits = ["train", "test"] as const;
  return [
    ...splits.map((split) => row("accuracy", { value: learnt, split, samples: 1000 })),
    ...splits.map((split) => row("loss", { value: 2 - learnt, split, samples: 1000 })),
    ...blocks.map(({ name }, index) =>
      row("weight-norm", { value: learnt + index / 7, block: name, depth: index + 1 }),
    ),
    ...(epoch === 0 ? [] : [row("training-loss", { value: 2 - learnt })]),
  ];
}

/** In [-1, 1), the same for the same number. */
function noise(x: number): number {
  const y = Math.sin(x * 12.9898) * 43758.5453;
  return 2 * (y - Math.floor(y)) - 1;
}
