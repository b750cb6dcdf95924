import { attr, compiled, currentEngine, openDoubles, type Doubles, type ValuesOf } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";

/** Values of one chunk of features: 8 MiB in float32, if that makes enough features to justify adding m² products. */
const chunkValues = 2 ** 21;
const leastFeatures = 2048;
/** Rows that are multiplied at a time with themselves and those above. */
const rowsAtOnce = 512;

/** A float32 tensor [m, n] of the engine: some features of all samples. */
export interface Chunk {
  readonly id: number;
  readonly samples: number;
  /** Its place among all features. */
  readonly start: number;
  readonly end: number;
}

/** How features are centred. */
export interface Centring {
  /** New float32 tensors: what to multiply, and what `accepts` wants to know. */
  readonly centred: (
    doubles: Doubles,
    chunk: Chunk,
  ) => { readonly features: number; readonly facts: readonly number[] };
  /** Whether float32 is exact enough for the chunk. */
  readonly accepts: (facts: readonly Float64Array[]) => boolean;
}

/** What is computed from the products, a float64 tensor [m, m] of which the lower half counts: ids of new tensors. */
export type Use<Ids extends number[]> = (doubles: Doubles, products: number) => [...Ids];

/** Values of those tensors, and the squared lengths of the centred rows, [m]. */
export interface FromProducts<Ids extends number[]> {
  readonly found: ValuesOf<Ids>;
  readonly lengths: Float64Array;
}

/**
 * What `use` makes from the products of all rows of [m, d] on a native engine: in float32 over chunks of features, summed in
 * float64; undefined if a chunk is not accepted. The last chunk and `use` run as one compiled function. Cost m² d, of which
 * the upper half is left out. Borrows the tensor, leaves none behind.
 */
export function fromProducts<Ids extends number[]>(
  values: Tensor2D,
  { centred, accepts }: Centring,
  use: Use<Ids>,
): FromProducts<Ids> | undefined {
  const [m, d] = values.shape;
  const width = Math.max(leastFeatures, Math.floor(chunkValues / m));
  const doubles = openDoubles();
  let sums: number[] = [];
  try {
    for (let start = 0; ; start += width) {
      const chunk = chunkOf(doubles, values, start, Math.min(start + width, d));
      const isLast = chunk.end === d;
      const [told, lengths, ...found] = compiled(currentEngine(), () => {
        const { features, facts } = centred(doubles, chunk);
        sums = added(doubles, sums, features, [m, chunk.end - chunk.start]);
        const known = facts.map((fact) => doubles.widened(fact));
        if (!isLast) return [doubles.results(known, sums)];
        const products = stacked(doubles, sums, m);
        const ids = [doubles.diagonalOf(products), ...use(doubles, products)];
        const values = doubles.results([...known, ...ids]);
        return [values.slice(0, known.length), ...values.slice(known.length)] as [Float64Array[], ...Float64Array[]];
      });
      if (!accepts(told)) return undefined;
      if (lengths) return { lengths, found: found as ValuesOf<Ids> };
    }
  } finally {
    doubles.free();
  }
}

function chunkOf(doubles: Doubles, values: Tensor2D, start: number, end: number): Chunk {
  const [samples, features] = values.shape;
  const whole = doubles.borrowed(values);
  const isWhole = end - start === features;
  const id = isWhole ? whole : doubles.partSingle(whole, [0, start], [samples, end - start]);
  return { id, samples, start, end };
}

/** Sums with the products of these features: of each group of rows with itself and the rows above. */
function added(
  doubles: Doubles,
  sums: readonly number[],
  features: number,
  [m, width]: readonly [number, number],
): number[] {
  return endsOfGroups(m).map((end, group) => {
    const start = group * rowsAtOnce;
    const mine = m <= rowsAtOnce ? features : rowsOf(doubles, features, [start, end], width);
    const above = end === m ? features : rowsOf(doubles, features, [0, end], width);
    // `MatMul` is three times slower where rows are few and features many.
    const flags = [attr.bool("adj_x", false), attr.bool("adj_y", true)];
    const products = doubles.widened(doubles.runSingle("BatchMatMulV2", flags, [mine, above]));
    const sum = sums[group];
    return sum === undefined ? products : doubles.plus(sum, products);
  });
}

function rowsOf(doubles: Doubles, features: number, [start, end]: readonly [number, number], width: number): number {
  return doubles.partSingle(features, [start, 0], [end - start, width]);
}

const endsOfGroups = (m: number): number[] =>
  Array.from({ length: Math.ceil(m / rowsAtOnce) }, (_, group) => Math.min((group + 1) * rowsAtOnce, m));

/** Groups of rows as one matrix, [m, m]. */
function stacked(doubles: Doubles, groups: readonly number[], m: number): number {
  const [only] = groups;
  if (only !== undefined && groups.length === 1) return only;
  const ends = endsOfGroups(m);
  return doubles.join(
    groups.map((group, index) => doubles.padded(group, m - (ends[index] as number))),
    0,
  );
}
