import { InfoplaneError, exitCodes } from "@infoplane/contracts";
import { noEngine } from "../choose/messages.ts";
import type * as operations from "./operations.ts";

let started: typeof operations | undefined;

/** Called once, after the engine of this process has been started. */
export function setOps(ops: typeof operations): void {
  started = ops;
}

/** Operations, optimizers and linear algebra of the started engine: a layer that only refers to them loads nothing. */
export function ops(): typeof operations {
  if (!started) throw new InfoplaneError(noEngine(), exitCodes.wrongEnvironment);
  return started;
}
