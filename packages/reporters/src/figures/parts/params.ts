import type { VegaLiteSpec } from "@infoplane/contracts";

/**
 * Parameters that the page drives in every figure that declares them: `focus` is the depth of the highlighted block (0:
 * none), `epoch` the shown epoch. Other viewers show the values given here.
 */
export const focusParam: VegaLiteSpec = { name: "focus", value: 0 };

export function epochParam(last: number): VegaLiteSpec {
  return { name: "epoch", value: last };
}

/** An opacity that fades the marks of all blocks but the highlighted one. `drawn`: the figure's blocks, if not all. */
export function focused(opacity = 1, faded = 0.12, drawn?: readonly number[]): VegaLiteSpec {
  const absent = drawn ? ` || indexof([${drawn.join()}], focus) < 0` : "";
  return { condition: { test: `focus == 0 || datum.depth == focus${absent}`, value: opacity }, value: opacity * faded };
}

/** Keeps the rows that apply to the shown epoch: measured at it, or before it with the next measurement after it. */
export const atEpoch: VegaLiteSpec = {
  filter: "datum.epoch <= epoch && (!isValid(datum.until) || epoch < datum.until)",
};

/** Keeps the rows up to the shown epoch. */
export const upToEpoch: VegaLiteSpec = { filter: "datum.epoch <= epoch" };

/** A line at the shown epoch, hidden at the last one. `y` is that of the block's neighbours. */
export function epochRule(last: number): VegaLiteSpec {
  return {
    data: { values: [{}] },
    transform: [{ calculate: "epoch", as: "epoch" }, { filter: `epoch < ${last}` }],
    mark: { type: "rule", style: "cursor", tooltip: null },
    encoding: { x: { field: "epoch", type: "quantitative" }, color: { value: null } },
  };
}

/**
 * The rows with the next epoch at which the same arm was measured; null at its last one. A block without a finite value
 * there shows nothing from then on.
 */
export function withUntil<R extends { readonly epoch: number }>(
  rows: readonly R[],
  armOf: (row: R) => string,
): (R & { readonly until: number | null })[] {
  const epochs = new Map<string, Set<number>>();
  for (const row of rows) {
    const arm = armOf(row);
    const known = epochs.get(arm);
    if (known) known.add(row.epoch);
    else epochs.set(arm, new Set([row.epoch]));
  }
  const next = new Map<string, number | null>();
  for (const [arm, measured] of epochs) {
    const sorted = [...measured].sort((a, b) => a - b);
    sorted.forEach((epoch, i) => next.set(`${arm} ${epoch}`, sorted[i + 1] ?? null));
  }
  return rows.map((row) => ({ ...row, until: next.get(`${armOf(row)} ${row.epoch}`) ?? null }));
}
