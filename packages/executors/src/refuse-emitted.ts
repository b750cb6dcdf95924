import { thrownAt } from "@infoplane/contracts";
import { signalHeld } from "./messages.ts";

/** Throws if plugin code emitted the signal that is being handled: Node calls listeners of one that was sent itself. */
export function refuseEmitted(): void {
  if (thrownAt(new Error("where it is emitted")) !== undefined) throw new Error(signalHeld().message);
}
