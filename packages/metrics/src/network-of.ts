import { exitCodes, InfoplaneError, type NetworkView, type Snapshot } from "@infoplane/contracts";
import { needsNetwork } from "./messages.ts";

/** The network of a snapshot. Throws `metrics/needs-network` where only stored activations are measured. */
export function networkOf(snapshot: Snapshot, metric: string): NetworkView {
  if (!snapshot.network) throw new InfoplaneError(needsNetwork(metric), exitCodes.runFailed);
  return snapshot.network;
}
