import { InfoplaneError } from "@infoplane/contracts";
import type { CentredKernel } from "./centred-kernel.ts";

/** Why a variable has no kernel: values that are not finite, precision lost even in float64, or a median of 0. */
export type KernelFailure = "not-finite" | "inaccurate" | "no-median";
export const isFailure = (found: CentredKernel | KernelFailure): found is KernelFailure => typeof found === "string";

type MaybeKernel<Made> = Made | KernelFailure | undefined;
/** undefined for values that are not finite. */
export type Attempt<Made> = () => MaybeKernel<Made> | Promise<MaybeKernel<Made>>;

/** Largest accepted relative error of a kernel; the values of a measure then stay within 2e-3. */
const mostInaccuracy = 1e-3;

/**
 * The first kernel that is accurate enough: attempts go from the engine's fast products to exact ones, which cost more,
 * and run one after the other.
 */
export async function accurateKernel<Made extends CentredKernel>(
  attempts: readonly Attempt<Made>[],
): Promise<Made | KernelFailure> {
  for (const [index, attempt] of attempts.entries()) {
    const kernel = await attempted(attempt);
    if (kernel === "no inverse") continue;
    if (kernel === undefined) return "not-finite";
    if (isFailure(kernel)) return kernel;
    const isLast = index === attempts.length - 1;
    // Also if it is NaN: then there is nothing that rounding could change.
    if ((kernel.norm === 0 && isLast) || !(kernel.inaccuracy > mostInaccuracy)) return kernel;
  }
  return "inaccurate";
}

async function attempted<Made>(attempt: () => Made | Promise<Made>): Promise<Made | "no inverse"> {
  try {
    return await attempt();
  } catch (cause) {
    const codes = cause instanceof InfoplaneError ? cause.diagnostics.map(({ code }) => code) : [];
    if (codes.includes("engine/not-positive-definite")) return "no inverse";
    throw cause;
  }
}
