import type { CellView, RunView } from "@infoplane/contracts";

/** What a reader must know before believing the numbers, most important first. Plain sentences. */
export function warnings(run: RunView): string[] {
  const { standIn } = run.manifest;
  return [
    ...(standIn
      ? [`Not measured on ${standIn.wanted}: the stand-in ${standIn.used} was used because ${standIn.reason}.`]
      : []),
    ...run.cells.flatMap((cell) => unfinished(cell)),
    ...(run.experiment.seeds.length === 1
      ? ["One seed only: differences between arms may be chance, and no spread can be shown."]
      : []),
    ...run.manifest.warnings,
  ];
}

function unfinished({ arm, seed, status }: CellView): string[] {
  const name = `${arm}, seed ${seed}`;
  switch (status.state) {
    case "done":
      return [];
    case "failed":
      return [`${name} failed in epoch ${status.at.epoch + 1}: ${status.message}. It has no final values.`];
    case "waiting":
      return [`${name} was not run: the results below are without it.`];
    default:
      return [`${name} stopped after ${status.at.epoch} epochs and can be continued: it has no final values yet.`];
  }
}
