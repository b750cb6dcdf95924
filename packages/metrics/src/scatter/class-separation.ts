import { definePlugin, type Measurement, type MetricPlugin, type Variable } from "@infoplane/contracts";
import { linalg, matrix, type Matrix } from "@infoplane/engine";
import { z } from "zod";
import { dependence } from "../dependence/dependence.ts";
import { DenseSide } from "../dependence/dense-side.ts";
import { denseSide } from "../dependence/kernel-measure.ts";
import { rowSource } from "../dependence/row-source.ts";
import { columnsOf, dependenceColumns, permutationsOption, resampling } from "../dependence/pair.ts";

const options = z.strictObject(permutationsOption);
const linear = { kernel: "linear", width: "median", sigma: 1, centring: "double", scale: "raw" } as const;

/**
 * Share of the variance of each block's output that lies between classes, on a probe set of m samples of c classes.
 *
 * value: tr S_B / (tr S_B + tr S_W), with S_B and S_W the scatter between and within classes (Fisher 1936; Fukunaga,
 * "Introduction to statistical pattern recognition", 1990, chapter 10): 0 to 1, 1 when every class is a point.
 * ratio: tr S_B / tr S_W. With G the Gram matrix of the centred output and P the projection on the classes' indicators
 * without the mean, it is tr(G P) / tr G, so that its null over re-pairings with the labels is exact as that of nhsic:
 * null_mean = (c - 1) / (m - 1), null_std, z, p; corrected = (value - null_mean) / (1 - null_mean).
 * Blind to shift, rotation and scale. Cost m² d + m³. A constant output and values that are not finite give null.
 */
export const classSeparation = definePlugin({
  kind: "metric",
  name: "class-separation",
  summary: "share of the variance of each block's output that lies between classes, with its exact null",
  options,
  needs: "probe",
  columns: [...dependenceColumns, "ratio"],
  create: ({ permutations }) => ({
    measure: (snapshot) =>
      snapshot.layers.map((layer) => ({
        ...separation(layer, snapshot.y, permutations),
        metric: "class-separation",
        ...(layer.layer !== undefined && { layer: layer.layer }),
        ...(layer.depth !== undefined && { depth: layer.depth }),
      })),
  }),
} satisfies MetricPlugin<typeof options>);

function separation(layer: Variable, y: Variable, permutations: number | undefined): Measurement {
  const output = denseSide(layer, linear);
  const samples = rowSource(layer).samples;
  const trace = output?.parts[0]?.trace ?? 0;
  if (!output || trace === 0) return { value: NaN, samples };
  const classes = y.memo(
    "classes",
    () => new DenseSide([projection(y)], { dof: false, norm: 1, width: null }, linalg()),
  );
  const found = dependence(output, classes, { factor: 1 / trace, ...resampling(permutations) });
  const { value, nullMean } = found;
  const corrected = nullMean < 1 ? (value - nullMean) / (1 - nullMean) : null;
  return { ...columnsOf({ ...found, max: 1, corrected }), ratio: value / (1 - value) };
}

/** P: 1 / n_c - 1 / m for samples of one class, -1 / m for others. */
function projection({ values }: Variable): Matrix {
  const [m, classes] = values.shape;
  const hot = values.dataSync<"float32">();
  const labels = Array.from({ length: m }, (_, row) => hot.subarray(row * classes, (row + 1) * classes).indexOf(1));
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const data = new Float64Array(m * m);
  labels.forEach((own, i) => {
    labels.forEach((other, j) => (data[i * m + j] = (own === other ? 1 / (counts.get(own) as number) : 0) - 1 / m));
  });
  return matrix(m, m, data);
}
