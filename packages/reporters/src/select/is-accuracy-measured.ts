import type { RunView } from "@infoplane/contracts";

/** Whether the experiment asks for accuracy, even if there is none yet. */
export const isAccuracyMeasured = ({ experiment, records }: RunView): boolean =>
  experiment.measures.some(({ name }) => name === "accuracy") ||
  records.some(({ quantity, block }) => quantity === "accuracy" && block === undefined);
