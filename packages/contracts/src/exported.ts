import type { Experiment } from "./experiment.ts";

/** What stands for data set, trainer, optimizer and schedule of networks that were trained by another program. */
export const trainedElsewhere = "elsewhere";

/**
 * Whether an experiment stands for activations that another program exported: of the training behind them nothing is known,
 * neither weights nor batches nor settings.
 */
export const isExported = ({ dataset }: Pick<Experiment, "dataset">): boolean => dataset.name === trainedElsewhere;
