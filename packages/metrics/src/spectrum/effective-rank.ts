import { defineMetric, z } from "@infoplane/contracts";
import { inSeries } from "../in-series.ts";
import { placeOf } from "../snapshot.ts";

const options = z.strictObject({
  by: z
    .enum(["entropy", "participation"])
    .default("entropy")
    .describe("entropy: of the singular values; participation: (Σ λ)² / Σ λ² of the variances λ"),
});

/**
 * Number of directions that the output of each block uses on a probe set of m samples, from its singular values σ after
 * centring (variances λ = σ² / m).
 *
 * entropy: exp(-Σ pᵢ log pᵢ), pᵢ = σᵢ / Σ σ: Roy & Vetterli, "The effective rank", EUSIPCO 2007. participation:
 * (Σ λ)² / Σ λ², the participation ratio: Gao et al., "A theory of multineuronal dimensionality" (bioRxiv 214262,
 * 2017). Both are 1 for a line and k for k directions of equal spread; at most min(d, m - 1), so do not compare across
 * m. Invariant to shift, rotation and scale. Products and singular values are float64. Singular values below 2^-23
 * (1.2e-7) of the largest count as rounding; a feature whose spread is below 2^-23 of its mean counts as constant. Cost
 * m d n for the products, n = min(m, d), then 9 n³ for entropy and n² for participation. A constant output, and values
 * that are not finite, give null.
 */
export const effectiveRank = defineMetric({
  name: "effective-rank",
  summary:
    "number of directions that the output of each block uses: entropy of singular values, or participation ratio",
  options,
  positional: ["by"],
  needs: "probe",
  records: () => ({ per: "block", range: [1, Infinity] }),
  create: async ({ by }) => {
    const { rankOf } = await import("./rank-of.ts");
    return {
      measure: (snapshot) =>
        inSeries(snapshot.blocks, async (block) => ({
          ...(await rankOf(block, by)),
          ...placeOf(block),
        })),
    };
  },
});
