import type { RunView } from "@infoplane/contracts";

/**
 * The same run, in which nothing can be changed: a reporter or a figure that tries gets a TypeError, which is its own fault,
 * in place of changing what the others show. Figures are left alone: they are objects of plugins.
 */
export function frozenView(run: RunView): RunView {
  for (const [key, value] of Object.entries(run)) if (key !== "figures") freeze(value);
  Object.freeze(run.figures);
  return Object.freeze(run);
}

/** Plain objects and arrays, with all that is in them. */
function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}
