/** Renumbered labels, and the original class numbers. */
export interface OwnClasses<Arm> {
  readonly arms: readonly Arm[];
  /** The numbers that occur, ascending: class k of the arms is ids[k]. */
  readonly ids: readonly number[];
}

type Labelled = { readonly epochs: readonly { readonly labels: Int32Array }[] };

/**
 * The same arms with their classes numbered 0, 1, ... in ascending order of the numbers that occur: measures of labels
 * depend only on which samples share a class, and a number without samples is not a class. Costs a copy of the labels.
 */
export function ownClasses<Arm extends Labelled>(arms: readonly Arm[]): OwnClasses<Arm> {
  const every = new Set(arms.flatMap(({ epochs }) => epochs.map(({ labels }) => labels)));
  const seen = new Set<number>();
  for (const labels of every) for (const label of labels) seen.add(label);
  const ids = [...seen].sort((a, b) => a - b);
  const places = new Map(ids.map((id, place) => [id, place]));
  const renamed = new Map([...every].map((labels) => [labels, labels.map((label) => places.get(label) ?? 0)]));
  return {
    ids,
    arms: arms.map((arm) => ({
      ...arm,
      epochs: arm.epochs.map((exported) => ({ ...exported, labels: renamed.get(exported.labels) ?? exported.labels })),
    })),
  };
}

/** Whether the classes were numbered 0, 1, ... from the start. */
export const areOwn = (ids: readonly number[]): boolean => ids.every((id, place) => id === place);
