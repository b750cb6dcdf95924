import { dueEpochs, type Experiment, type Json } from "@infoplane/contracts";

/** Epochs at which any measure of an arm is due; empty for an arm that the experiment does not name. */
export function dueEpochsOf(
  { measures, arms }: Experiment,
  arm: string,
  labels: readonly (Json | undefined)[],
): number[] {
  const epochs = arms.find(({ name }) => name === arm)?.training.epochs ?? 0;
  const [first = [], ...others] = labels.map((label) => {
    const measure = measures.find((one) => one.label === label);
    return measure ? dueEpochs(measure, epochs, epochs) : [];
  });
  return first.filter((epoch) => others.every((due) => due.includes(epoch)));
}

/** The message for epochs without a number: a curve without them is a different curve. */
export function epochsMissing(due: readonly number[], measured: ReadonlySet<number>): string | undefined {
  const absent = due.filter((epoch) => !measured.has(epoch));
  if (absent.length === 0) return undefined;
  return absent.length === 1
    ? `not measured at epoch ${absent.join("")}`
    : `not measured at ${absent.length} epochs, ${absent[0] ?? 0} first`;
}
