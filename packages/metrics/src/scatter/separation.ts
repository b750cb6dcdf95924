import type { Measurement, Variable } from "@infoplane/contracts";
import {
  dependence,
  DenseKernel,
  jackknife,
  leaveOneOut,
  resampling,
  type CorrectedInterval,
} from "@infoplane/dependence";
import { linalg, matrix, type Matrix } from "@infoplane/engine";
import { isRefusal } from "../dependence/cached-kernel.ts";
import { labelColumns } from "../dependence/label-columns.ts";
import { rowSource } from "../dependence/gram-of.ts";
import { denseKernelOf } from "../dependence/kernel-measure.ts";
import { columnsOf, intervalColumns, reasonOf } from "../dependence/pair.ts";
import { isConstant } from "../messages.ts";

const linear = { kernel: "linear", width: "median", sigma: 1, centring: "double", scale: "raw" } as const;

/** The record of one block's output against the labels: see `class-separation`. */
export async function separation(
  block: Variable,
  y: Variable,
  {
    permutations,
    interval = false,
  }: { readonly permutations?: number | undefined; readonly interval?: boolean | undefined },
): Promise<Measurement> {
  const output = await denseKernelOf(block, linear);
  const labels = await labelColumns(y);
  const samples = rowSource(block).samples;
  if (isRefusal(output)) return { value: NaN, ...output, ...labels, samples };
  const trace = output.parts[0]?.trace ?? 0;
  if (output.norm === 0 || trace === 0) return { value: NaN, refused: isConstant(block), ...labels, samples };
  const classes = await y.memo("classes", async () =>
    DenseKernel.of([await projection(y)], { dof: false, norm: 1, width: null, isHat: true }, linalg()),
  );
  if (classes.square === 0) return { value: NaN, refused: isConstant(y), samples };
  const found = dependence(output, classes, { factor: 1 / trace, ...resampling(permutations) });
  const { value, nullMean } = found;
  const corrected = nullMean < 1 ? (value - nullMean) / (1 - nullMean) : null;
  const bounds = interval && corrected !== null && intervalColumns(intervalOf(corrected, output, classes));
  const shown = { ...found, max: 1, corrected };
  return {
    ...columnsOf(shown),
    ...bounds,
    ...reasonOf(shown, [block, output], [y, classes]),
    ratio: value / (1 - value),
    ...labels,
  };
}

/** As `correctedInterval`, for (value - null mean) / (1 - null mean) with value = tr(G P) / tr G. */
function intervalOf(corrected: number, output: DenseKernel, classes: DenseKernel): CorrectedInterval {
  const { paired, traceA, traceB } = leaveOneOut(output, classes, linalg());
  return jackknife(
    corrected,
    paired.map((value, i) => {
      const chance = (traceB[i] as number) / (paired.length - 2);
      return (value / (traceA[i] as number) - chance) / (1 - chance);
    }),
  );
}

/** P: 1 / n_c - 1 / m for pairs of one class, -1 / m for others. */
async function projection({ values }: Variable): Promise<Matrix> {
  const [m, classes] = values.shape;
  const hot = await values.data<"float32">();
  const labels = Array.from({ length: m }, (_, row) => hot.subarray(row * classes, (row + 1) * classes).indexOf(1));
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const data = new Float64Array(m * m);
  labels.forEach((own, i) => {
    labels.forEach((other, j) => (data[i * m + j] = (own === other ? 1 / (counts.get(own) as number) : 0) - 1 / m));
  });
  return matrix(m, m, data);
}
