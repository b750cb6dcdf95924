import { InfoplaneError, type Variable } from "@infoplane/contracts";
import { isInaccurate, isNotFinite } from "../messages.ts";
import type { Side } from "./side.ts";

/** Why a variable has no side. */
export interface Refusal {
  readonly refused: string;
}
export const isRefusal = (found: Side | Refusal): found is Refusal => "refused" in found;

/** Rounding may move a side by so much of itself; the values of a measure stay within 2e-3 then. */
const mostInaccuracy = 1e-3;

/**
 * A side from the products that the engine makes fast, or where their rounding may show, from exact ones, which cost more:
 * the attempts, one after the other. What cannot be told from the last either is refused, and ends no other measure.
 */
export function accurateSide<Made extends Side>(
  variable: Pick<Variable, "name">,
  attempts: readonly (() => Made | Refusal | undefined)[],
): Made | Refusal {
  for (const [index, attempt] of attempts.entries()) {
    const side = attempted(attempt);
    if (side === "no inverse") continue;
    if (side === undefined) return { refused: isNotFinite(variable) };
    if (isRefusal(side)) return side;
    const isLast = index === attempts.length - 1;
    // Also where it is not a number: nothing is left to be moved.
    if ((side.norm === 0 && isLast) || !(side.inaccuracy > mostInaccuracy)) return side;
  }
  return { refused: isInaccurate(variable) };
}

function attempted<Made>(attempt: () => Made): Made | "no inverse" {
  try {
    return attempt();
  } catch (cause) {
    const codes = cause instanceof InfoplaneError ? cause.diagnostics.map(({ code }) => code) : [];
    if (codes.includes("engine/not-positive-definite")) return "no inverse";
    throw cause;
  }
}
