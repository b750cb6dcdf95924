import type { CellStatus, Diagnostic, Position } from "@infoplane/contracts";

/** The status of a cell that could not be run to its end, in the words of a diagnostic. */
export function failed(at: Position, { code, message, hint }: Diagnostic): CellStatus {
  return { state: "failed", at, code, message, ...(hint !== undefined && { hint }) };
}
