import {
  exitCodes,
  InfoplaneError,
  type Measurement,
  type NetworkView,
  type Snapshot,
  type Variable,
} from "@infoplane/contracts";
import { needsNetwork } from "./messages.ts";

/** The network of a snapshot. Throws `metrics/needs-network` where only stored activations are measured. */
export function networkOf(snapshot: Snapshot, metric: string): NetworkView {
  if (!snapshot.network) throw new InfoplaneError(needsNetwork(metric), exitCodes.runFailed);
  return snapshot.network;
}

/** Which block a record is of: name and place, where the variable has them. */
export function placeOf({ block, depth }: Variable): Pick<Measurement, "block" | "depth"> {
  return { ...(block !== undefined && { block }), ...(depth !== undefined && { depth }) };
}
