import { exitCodes, InfoplaneError, type TrainingSpec } from "@infoplane/contracts";
import type { Engine } from "@infoplane/engine";
import { messages } from "../messages.ts";

/** Throws InfoplaneError (exit code 3) where the engine can't train in the precision that was asked for. */
export function requirePrecision({ precision }: Pick<TrainingSpec, "precision">, { info, bfloat16 }: Engine): void {
  if (precision === undefined || bfloat16) return;
  throw new InfoplaneError(messages.noBfloat16(info), exitCodes.wrongEnvironment);
}
