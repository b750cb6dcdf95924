import { readFileSync } from "node:fs";
import { matrix, portableLinearAlgebra } from "@infoplane/engine";
import { describe, expect, it } from "vitest";
import { estimators, type EstimatorName } from "../estimators.ts";

interface Case {
  readonly m: number;
  readonly sets: Readonly<Record<string, number[][]>>;
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    /** null where re-pairing changes nothing but rounding. */
    readonly p: Readonly<Partial<Record<EstimatorName, number | null>>>;
  }[];
}
/** Made by reference-null-tails.py. */
const { cases } = JSON.parse(readFileSync(new URL("reference-null-tails.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

const rows = (values: number[][]) => matrix(values.length, values[0]!.length, Float64Array.from(values.flat()));

describe.each(cases)("p of $m samples", ({ m, sets, pairs }) => {
  it.each(pairs)("is what re-pairings give: $a and $b", async ({ a, b, p }) => {
    for (const [form, expected] of Object.entries(p)) {
      const found = await estimators[form as EstimatorName](rows(sets[a]!), rows(sets[b]!), {
        algebra: portableLinearAlgebra,
      });
      if (expected === null) {
        expect(found.p, form).toBeNull();
        continue;
      }
      const z = found.z!;
      // Pearson's tail stands within 3 standard errors of 1,999 drawn ones, 0.034; these are 0.5 % of 100,000 off at most.
      if (m < 8) expect(found.p, form).toBeCloseTo(expected, 9);
      else expect(Math.abs(found.p! - expected), form).toBeLessThan(0.04);
      expect(z > 0 ? found.p! <= 1 / (1 + z * z) + 1e-9 : found.p! >= (z * z) / (1 + z * z) - 1e-9, form).toBe(true);
    }
  });
});
