import { exitCodes, InfoplaneError, type TrainingSpec } from "@infoplane/contracts";
import type { Engine } from "@infoplane/engine";
import { messages } from "../messages.ts";

/** Throws InfoplaneError (exit code 3) if the engine can't train in the requested precision. */
export function requirePrecision({ precision }: Pick<TrainingSpec, "precision">, { info, bfloat16 }: Engine): void {
  if (precision === undefined || bfloat16) return;
  throw new InfoplaneError(messages.noBfloat16(info), exitCodes.wrongEnvironment);
}
