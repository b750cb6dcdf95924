import type { Experiment } from "./experiment.ts";

/** Placeholder for the data set, trainer, optimizer and schedule of networks that another program trained. */
export const trainedElsewhere = "elsewhere";

/**
 * Whether an experiment describes activations that another program exported: nothing is known of their training,
 * neither weights nor batches nor settings.
 */
export const isExported = ({ dataset }: Pick<Experiment, "dataset">): boolean => dataset.name === trainedElsewhere;
