import { isExported, type RunView } from "@infoplane/contracts";

interface AtEpoch {
  readonly arm: string;
  readonly epoch: number;
}

/** Arms whose last epochs are listed one by one. */
const mostArms = 4;

/**
 * The last epoch of what is shown: `after epoch 10`, or `after the last epoch of each arm (e2e 10, local 5)`; `as
 * exported` if no file gives an epoch. Without points, that of the whole trainings.
 */
export function lastEpochText(run: RunView, points?: readonly AtEpoch[]): string {
  const { experiment } = run;
  if (isExported(experiment) && experiment.measures.every(({ when }) => when === "end")) return "as exported";
  const last = new Map<string, number>();
  const shown = points ?? experiment.arms.map(({ name, training }) => ({ arm: name, epoch: training.epochs }));
  for (const { arm, epoch } of shown) last.set(arm, Math.max(epoch, last.get(arm) ?? 0));
  const epochs = [...last.values()];
  const [first = 0] = epochs;
  if (epochs.every((epoch) => epoch === first)) return first === 0 ? beginning(run) : `after epoch ${first}`;
  const told =
    epochs.length > mostArms
      ? `${Math.min(...epochs)} to ${Math.max(...epochs)}`
      : [...last].map(([arm, epoch]) => `${arm} ${epoch}`).join(", ");
  return `after the last epoch of each arm (${told})`;
}

/** The name of the start: it is unknown whether an exported network of epoch 0 was untrained. */
const beginning = ({ experiment }: RunView): string => (isExported(experiment) ? "at epoch 0" : "untrained");

/** What a profile over depth shows: `after epoch 10 (solid) and untrained (dotted)`, or only the former. */
export function profileText(run: RunView, points: readonly AtEpoch[]): string {
  const last = lastEpochText(run, points);
  const hasBoth = points.some(({ epoch }) => epoch === 0) && points.some(({ epoch }) => epoch > 0);
  return hasBoth ? `${last} (solid) and ${beginning(run)} (dotted)` : last;
}

/** What a path over the epochs runs through: `from the untrained network (ring) to epoch 10 (disc...)`. */
export function pathText(run: RunView, points: readonly AtEpoch[], disc: string): string {
  const last = lastEpochText(run, points);
  const epochs = points.map(({ epoch }) => epoch);
  const first = Math.min(...epochs);
  if (new Set(epochs).size < 2) return `${last}: one disc per block, with ${disc}`;
  const untrained = isExported(run.experiment) ? "epoch 0 (ring)" : "the untrained network (ring)";
  const from = first === 0 ? untrained : `epoch ${first}`;
  return `over training: one path per block, coloured by epoch, from ${from} to ${last.replace(/^after /, "")} (disc with ${disc})`;
}
