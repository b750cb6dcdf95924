import {
  exitCodes,
  InfoplaneError,
  type Measurement,
  type NetworkView,
  type Snapshot,
  type Variable,
} from "@infoplane/contracts";
import { needsNetwork } from "./messages.ts";

/** The network of a snapshot. Throws `metrics/needs-network` if only stored activations are measured. */
export function networkOf(snapshot: Snapshot, metric: string): NetworkView {
  if (!snapshot.network) throw new InfoplaneError(needsNetwork(metric), exitCodes.runFailed);
  return snapshot.network;
}

/** The block that a record belongs to: name and depth, if the variable has them. */
export function placeOf({ block, depth }: Variable): Pick<Measurement, "block" | "depth"> {
  return { ...(block !== undefined && { block }), ...(depth !== undefined && { depth }) };
}
