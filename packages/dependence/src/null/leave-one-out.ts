import { matrix, type LinearAlgebra, type Matrix } from "@infoplane/engine";
import type { DenseKernel } from "../kernel/dense-kernel.ts";

type Algebra = Pick<LinearAlgebra, "multiply">;

/**
 * How a kernel changes without a sample: R of nHSIC and projections are ridge regressions' hat matrices without the
 * mean, refitted without it (`hat`); the kernel matrices of HSIC and CKA are centred again, doubly or as U-statistics.
 */
type Kind = "hat" | "double" | "u";

/** tr(A B) of one part of the samples, without each of them in turn, and the traces of both kernels. */
interface Left {
  readonly paired: Float64Array;
  readonly traceA: Float64Array;
  readonly traceB: Float64Array;
}

/** Values over all parts of the samples, without each sample in turn. */
export interface LeaveOneOut {
  readonly paired: Float64Array;
  /** tr A tr B / (m - 1) */
  readonly mean: Float64Array;
  readonly traceA: Float64Array;
  readonly traceB: Float64Array;
}

/**
 * tr(A B) and its null mean over m - 1 samples, for each sample left out, from the matrices of all m. For fixed width
 * and penalty it is exact: no kernel matrix is computed or inverted again.
 *
 * hat: with P = R + 11ᵀ/m, the hat matrix of the regression with an intercept, and p its column i without pᵢᵢ, that of
 * the others is P_SS + p pᵀ / (1 - pᵢᵢ) (Cook & Weisberg, "Residuals and influence in regression", 1982, section 2.2),
 * and R is that minus 11ᵀ / (m - 1). double: H A_SS H. u: U-centred A_SS. Cost m², and a matrix product per hat.
 */
export function leaveOneOut(a: DenseKernel, b: DenseKernel, algebra: Algebra): LeaveOneOut {
  const parts = a.matrices.map((own, index) => {
    const other = b.matrices[index];
    if (other?.rows !== own.rows) throw new RangeError("kernels of other samples cannot be paired");
    return leftOf({ of: own, kind: kindOf(a) }, { of: other, kind: kindOf(b) }, algebra);
  });
  const whole = parts.map((_, index) => {
    const [left, right] = [a.parts[index], b.parts[index]];
    const paired = tracesOf(a.matrices[index] as Matrix, b.matrices[index] as Matrix);
    return {
      paired,
      traceA: left?.trace ?? NaN,
      traceB: right?.trace ?? NaN,
      mean: ((left?.trace ?? NaN) * (right?.trace ?? NaN)) / ((left?.samples ?? NaN) - 1),
    };
  });
  const total = (of: "paired" | "traceA" | "traceB" | "mean"): number => whole.reduce((sum, part) => sum + part[of], 0);
  const samples = parts.reduce((sum, { paired }) => sum + paired.length, 0);
  const out = {
    paired: new Float64Array(samples),
    mean: new Float64Array(samples),
    traceA: new Float64Array(samples),
    traceB: new Float64Array(samples),
  };
  let at = 0;
  for (const [index, { paired, traceA, traceB }] of parts.entries()) {
    const own = whole[index] as (typeof whole)[number];
    for (let i = 0; i < paired.length; i++, at++) {
      const mean = ((traceA[i] as number) * (traceB[i] as number)) / (paired.length - 2);
      out.paired[at] = total("paired") - own.paired + (paired[i] as number);
      out.mean[at] = total("mean") - own.mean + mean;
      out.traceA[at] = total("traceA") - own.traceA + (traceA[i] as number);
      out.traceB[at] = total("traceB") - own.traceB + (traceB[i] as number);
    }
  }
  return out;
}

function kindOf(kernel: DenseKernel): Kind {
  if (kernel.isHat) return "hat";
  return kernel.matrices.every(({ rows, data }) => isHollow(data, rows)) ? "u" : "double";
}

function isHollow(data: Float64Array, m: number): boolean {
  for (let i = 0; i < m; i++) if (data[i * m + i] !== 0) return false;
  return true;
}

interface Half {
  readonly of: Matrix;
  readonly kind: Kind;
}

function leftOf(left: Half, right: Half, { multiply }: Algebra): Left {
  const m = left.of.rows;
  const n = m - 1;
  const isSame = left.of === right.of;
  const a = withIntercept(left);
  const b = isSame ? a : withIntercept(right);
  const product = left.kind === "hat" || right.kind === "hat" ? multiply(a, b).data : undefined;
  // Σⱼ aᵢⱼ bᵢⱼ, Σⱼ aᵢⱼ², Σⱼ bᵢⱼ², (A B A)ᵢᵢ and (B A B)ᵢᵢ
  const [crossed, squaresA, squaresB, aba, bab] = [0, 1, 2, 3, 4].map(() => new Float64Array(m)) as Five;
  const [dataA, dataB] = [a.data, b.data];
  // No destructuring in the loop: m² iterations.
  for (let i = 0, at = 0; i < m; i++) {
    let x = 0;
    let ownA = 0;
    let ownB = 0;
    let outer = 0;
    for (let j = 0; j < m; j++, at++) {
      const p = dataA[at] as number;
      const q = dataB[at] as number;
      x += p * q;
      ownA += p * p;
      ownB += q * q;
      if (product !== undefined) {
        const entry = product[at] as number;
        outer += entry * p;
        bab[j] = (bab[j] as number) + entry * q;
      }
    }
    crossed[i] = x;
    squaresA[i] = ownA;
    squaresB[i] = ownB;
    aba[i] = outer;
  }
  const whole = crossed.reduce((sum, value) => sum + value, 0);
  const traces = [traceOf(a), traceOf(b)] as const;
  const paired = new Float64Array(m);
  const traceA = new Float64Array(m);
  const traceB = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const [alpha, beta, x] = [a.data[i * m + i] as number, b.data[i * m + i] as number, crossed[i] as number];
    const [wA, wB] = [weightOf(left.kind, alpha), weightOf(right.kind, beta)];
    const u = x - alpha * beta;
    const inner =
      whole -
      2 * x +
      alpha * beta +
      wB * ((bab[i] as number) - 2 * beta * u - alpha * beta ** 2) +
      wA * ((aba[i] as number) - 2 * alpha * u - alpha ** 2 * beta) +
      wA * wB * u ** 2;
    paired[i] = inner + recentred(left.kind, right.kind, { alpha, beta, x, u, n });
    traceA[i] = traceLeft(left.kind, { trace: traces[0], own: alpha, squares: squaresA[i] as number, weight: wA, n });
    traceB[i] = traceLeft(right.kind, { trace: traces[1], own: beta, squares: squaresB[i] as number, weight: wB, n });
  }
  return { paired, traceA, traceB };
}

type Five = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

function withIntercept({ of, kind }: Half): Matrix {
  if (kind !== "hat") return of;
  const { rows: m } = of;
  const data = of.data.slice();
  for (let at = 0; at < data.length; at++) data[at] = (data[at] as number) + 1 / m;
  return matrix(m, m, data);
}

/** 1 / (1 - pᵢᵢ); 0 if a sample alone decides its own fitted value: then it does not affect the others. */
const weightOf = (kind: Kind, own: number): number => (kind !== "hat" || 1 - own < 1e-9 ? 0 : 1 / (1 - own));

/** What restoring zero row sums subtracts from tr(A_S B_S). */
function recentred(
  left: Kind,
  right: Kind,
  { alpha, beta, x, u, n }: Record<"alpha" | "beta" | "x" | "u" | "n", number>,
): number {
  if (left === "hat" && right === "hat") return -1;
  if (left === "hat") return -beta / n;
  if (right === "hat") return -alpha / n;
  if (left === "u") return (-2 * x) / (n - 2);
  return (-2 * u) / n + (alpha * beta) / n ** 2;
}

function traceLeft(
  kind: Kind,
  { trace, own, squares, weight, n }: Record<"trace" | "own" | "squares" | "weight" | "n", number>,
): number {
  if (kind === "u") return 0;
  if (kind === "double") return trace - own - own / n;
  return trace - own + weight * (squares - own ** 2) - 1;
}

function traceOf({ rows, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * rows + i] as number;
  return sum;
}

function tracesOf({ data: a }: Matrix, { data: b }: Matrix): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
