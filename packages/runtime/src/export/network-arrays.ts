import type { Arrays } from "@infoplane/contracts";

/** Prefix that trainers put before the names of the network's own weights in a checkpoint. */
const prefix = "network/";

/** The network's weights in a checkpoint, without heads' and optimizers' state, by the names of its modules. */
export function networkArrays(checkpoint: Arrays): Arrays {
  const own = [...checkpoint].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, array]) => [name.slice(prefix.length), array]));
}
