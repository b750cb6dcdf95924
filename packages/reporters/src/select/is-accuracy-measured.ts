import type { RunView } from "@infoplane/contracts";

/** Whether the experiment asks for accuracy, whatever there is of it yet. */
export const isAccuracyMeasured = ({ experiment, records }: RunView): boolean =>
  experiment.measures.some(({ name }) => name === "accuracy") ||
  records.some(({ quantity, block }) => quantity === "accuracy" && block === undefined);
