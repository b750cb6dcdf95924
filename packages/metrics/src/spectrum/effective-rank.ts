import { definePlugin, type MetricPlugin } from "@infoplane/contracts";
import { linalg, type Matrix } from "@infoplane/engine";
import { z } from "zod";
import { gramOf } from "../dependence/gram.ts";
import { rowSource } from "../dependence/row-source.ts";

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
 * (Σ λ)² / Σ λ², the participation ratio: Gao et al., "A theory of multineuronal dimensionality" (bioRxiv 214262, 2017).
 * Both are 1 for a line and k for k directions of equal spread; at most min(d, m - 1), so do not compare across m. Blind
 * to shift, rotation and scale. Cost m² d for a Gram matrix, then 9 m³ for entropy and m² for participation.
 * A constant output, and values that are not finite, give null.
 */
export const effectiveRank = definePlugin({
  kind: "metric",
  name: "effective-rank",
  summary:
    "number of directions that the output of each block uses: entropy of singular values, or participation ratio",
  options,
  positional: ["by"],
  needs: "probe",
  create: ({ by }) => ({
    measure: (snapshot) =>
      snapshot.layers.map((layer) => {
        const value = layer.memo(`effective-rank ${by}`, () => {
          const products = gramOf(layer, "raw");
          return by === "entropy" ? entropyRank(products) : participationRatio(products);
        });
        return {
          value,
          metric: "effective-rank",
          samples: rowSource(layer).samples,
          ...(layer.layer !== undefined && { layer: layer.layer }),
          ...(layer.depth !== undefined && { depth: layer.depth }),
        };
      }),
  }),
} satisfies MetricPlugin<typeof options>);

/** From the Gram matrix of centred samples; NaN when nothing varies. */
export function entropyRank(gram: Matrix): number {
  if (!Number.isFinite(participationRatio(gram))) return NaN;
  const { values } = linalg().symmetricEigen(gram);
  // Squares of singular values: what is below the precision of float32 is rounding.
  const least = (values.at(-1) as number) * 1e-7;
  const singular = values.filter((value) => value > least).map(Math.sqrt);
  const total = singular.reduce((sum, value) => sum + value, 0);
  return Math.exp(-singular.reduce((sum, value) => sum + (value / total) * Math.log(value / total), 0));
}

export function participationRatio({ rows, data }: Matrix): number {
  let [trace, square] = [0, 0];
  for (let i = 0; i < rows; i++) trace += data[i * rows + i] as number;
  for (const value of data) square += value * value;
  return trace ** 2 / square;
}
