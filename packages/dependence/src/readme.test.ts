import { readFileSync } from "node:fs";
import { matrix, portableLinearAlgebra } from "@infoplane/engine";
import { expect, it } from "vitest";
import { estimators } from "./index.ts";

it("the example in the README runs: it is the code between the markers", async () => {
  // example
  // One sample a row: [m, d], float64. Labels go in one-hot.
  const inputs = matrix(6, 1, Float64Array.of(-2, -1, 0, 1, 2, 3));
  const squares = matrix(6, 1, Float64Array.of(4, 1, 0, 1, 4, 9));
  const options = { algebra: portableLinearAlgebra }; // the default is the algebra of a started engine
  const { cka, "cka-gaussian": gaussianCka } = estimators;
  const linear = await cka(inputs, squares, options);
  const gaussian = await gaussianCka(inputs, squares, options);
  // end

  // Of one feature each, linear CKA is the squared correlation, and 1 / (m - 1) by chance.
  expect(linear.value).toBeCloseTo(17.5 ** 2 / (17.5 * (54 + 5 / 6)), 12);
  expect(linear.nullMean).toBeCloseTo(1 / 5, 12);
  expect(gaussian.corrected).toBeGreaterThan(linear.corrected!);

  const [source, readme] = ["readme.test.ts", "../README.md"].map((path) =>
    readFileSync(new URL(path, import.meta.url), "utf8"),
  ) as [string, string];
  const code = source.split("  // example\n")[1]!.split("  // end\n")[0]!;
  expect(readme).toContain(code.replaceAll(/^ {2}/gm, ""));
});
