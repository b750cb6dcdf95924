import type { Variable } from "@infoplane/contracts";
import { accurateKernel, isFailure, type Attempt, type CentredKernel, type KernelFailure } from "@infoplane/dependence";
import { hasNoMedian, isInaccurate, isNotFinite } from "../messages.ts";

/** Why a variable has no kernel, as given in the column `refused`. */
export interface Refusal {
  readonly refused: string;
}
export const isRefusal = (found: CentredKernel | Refusal): found is Refusal => "refused" in found;

/** Large kernels of X and Y are cached with them; that of a Z is recomputed each time, so at most three are held. */
export const cachedKernel = <Made>(variable: Variable, key: string, make: () => Promise<Made>): Promise<Made> =>
  variable.name === "Z" ? make() : variable.memo(key, make);

const reasons: Readonly<Record<KernelFailure, (variable: Pick<Variable, "name">) => string>> = {
  "not-finite": isNotFinite,
  inaccurate: isInaccurate,
  "no-median": hasNoMedian,
};

/** The first attempt that is accurate enough according to `accurateKernel`, or a refusal that names the variable. */
export async function kernelOrRefusal<Made extends CentredKernel>(
  variable: Pick<Variable, "name">,
  attempts: readonly Attempt<Made>[],
): Promise<Made | Refusal> {
  const found = await accurateKernel(attempts);
  return isFailure(found) ? { refused: reasons[found](variable) } : found;
}
