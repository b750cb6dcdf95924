import { exitCodes } from "@infoplane/contracts";
import type { Output } from "../show/output.ts";

/** The first Ctrl-C saves and ends; the second one ends at once. */
export function stopOnSignals(output: Output, file: string): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) {
      output.note("stopped without saving; the last checkpoint stands");
      process.exit(exitCodes.interrupted);
    }
    output.note(`\nsaving (again to stop at once); to continue later: npx tsx run ${file}`);
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    release() {
      for (const name of signals) process.off(name, stop);
    },
  };
}
