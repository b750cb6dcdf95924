import { samplesOf, type Side } from "../dependence/side.ts";

/** What tr(A B) of two normalised sides is multiplied by to be HSIC: 1 / (m - 1)², or 1 / (m (m - 3)) unbiased. */
export function hsicFactor(estimator: "biased" | "unbiased"): (a: Side, b: Side) => number {
  return (a, b) => {
    const m = samplesOf(a);
    return (a.norm * b.norm) / (estimator === "biased" ? (m - 1) ** 2 : m * (m - 3));
  };
}
