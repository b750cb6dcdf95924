import type { Measurement, Variable } from "@infoplane/contracts";

/** Which block a record is of: name and place, where the variable has them. */
export function placeOf({ block, depth }: Variable): Pick<Measurement, "block" | "depth"> {
  return { ...(block !== undefined && { block }), ...(depth !== undefined && { depth }) };
}
