import type { Arrays } from "@infoplane/contracts";

/** What trainers put before the names of the network's own weights in a checkpoint. */
const prefix = "network/";

/** The network's weights of a checkpoint, without heads' and optimizers' state, under the names of its modules. */
export function networkArrays(checkpoint: Arrays): Arrays {
  const own = [...checkpoint].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, array]) => [name.slice(prefix.length), array]));
}
