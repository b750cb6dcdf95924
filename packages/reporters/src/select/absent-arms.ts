import type { RunView } from "@infoplane/contracts";

/** A sentence that names the arms that are not drawn, or empty if all are. Starts with a space. */
export function absentArms(run: RunView, drawn: readonly { readonly arm: string }[]): string {
  const absent = run.experiment.arms.map((arm) => arm.name).filter((name) => !drawn.some(({ arm }) => arm === name));
  return absent.length > 0 ? ` Not drawn for lack of a finite value: ${absent.join(", ")}.` : "";
}
