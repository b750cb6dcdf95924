import type { Diagnostic } from "@infoplane/contracts";

/** Every sentence of this package. Codes keep their meaning for good. */
export const processDied = (exit: string, stderr: string): Diagnostic => ({
  code: "executor-process-died",
  severity: "error",
  message: `the process of this cell ended without a result: ${exit}${stderr === "" ? "" : `\n${stderr}`}`,
  hint: "run again: it goes on from the last checkpoint. If memory ran out, use fewer workers or a smaller batch",
});

export const startsAgain = (exit: string): Diagnostic => ({
  code: "executor-starts-again",
  severity: "warning",
  message: `the process of this cell ended without a result (${exit}): it is started once more from the last checkpoint`,
});

export const executorFailed = (reason: string): Diagnostic => ({
  code: "executor-failed",
  severity: "error",
  message: `the cell could not be run: ${reason}`,
});
