import type { Measurement, Variable } from "@infoplane/contracts";

/** Which block a record is of: name and place, where the variable has them. */
export function placeOf({ layer, depth }: Variable): Pick<Measurement, "layer" | "depth"> {
  return { ...(layer !== undefined && { layer }), ...(depth !== undefined && { depth }) };
}
