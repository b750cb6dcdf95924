import { matrix, type Matrix, type Stream } from "@infoplane/engine";

/** Pairs of variables with known dependence. */
export interface Family {
  readonly name: string;
  readonly summary: string;
  /** Whether the two are independent: any dependence found is a false positive. */
  readonly independent: boolean;
  /** One pair with `samples` rows; all random numbers come from the stream. */
  draw(samples: number, stream: Stream): readonly [a: Matrix, b: Matrix];
}

const classes = 4;

export const families: readonly Family[] = [
  {
    name: "independent",
    summary: "two standard normal numbers",
    independent: true,
    draw: (m, stream) => [normal(m, 1, stream), normal(m, 1, stream)],
  },
  {
    name: "independent-high",
    summary: "100 normal features against 4 classes",
    independent: true,
    draw: (m, stream) => [normal(m, 100, stream), oneHot(labels(m, stream))],
  },
  gaussian("weak", 0.2),
  gaussian("gaussian", 0.5),
  {
    name: "nonlinear",
    summary: "a normal number and its square with noise: correlation 0",
    independent: false,
    draw: (m, stream) => {
      const a = normal(m, 1, stream);
      return [a, from(m, 1, (i) => (a.data[i] ?? 0) ** 2 + 2 * stream.normal())];
    },
  },
  {
    name: "label",
    summary: "4 classes, and a normal number whose mean is 0.4 times the class",
    independent: false,
    draw: (m, stream) => {
      const of = labels(m, stream);
      return [oneHot(of), from(m, 1, (i) => 0.4 * (of[i] ?? 0) + stream.normal())];
    },
  },
  {
    name: "high",
    summary: "100 normal features, of which ten move ten of 20 others (correlation 0.7)",
    independent: false,
    draw: (m, stream) => {
      const a = normal(m, 100, stream);
      const b = normal(m, 20, stream);
      for (let i = 0; i < m; i++) {
        for (let k = 0; k < 10; k++) {
          b.data[i * 20 + k] = 0.7 * (a.data[i * 100 + k] ?? 0) + Math.sqrt(1 - 0.49) * (b.data[i * 20 + k] ?? 0);
        }
      }
      return [a, b];
    },
  },
];

function gaussian(name: string, correlation: number): Family {
  return {
    name,
    summary: `two normal numbers of correlation ${correlation}`,
    independent: false,
    draw: (m, stream) => {
      const a = normal(m, 1, stream);
      const rest = Math.sqrt(1 - correlation ** 2);
      return [a, from(m, 1, (i) => correlation * (a.data[i] ?? 0) + rest * stream.normal())];
    },
  };
}

function from(rows: number, columns: number, value: (i: number) => number): Matrix {
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, i) => value(i)),
  );
}

function normal(rows: number, columns: number, stream: Stream): Matrix {
  return from(rows, columns, () => stream.normal());
}

function labels(m: number, stream: Stream): number[] {
  return Array.from({ length: m }, () => stream.integer(classes));
}

function oneHot(of: readonly number[]): Matrix {
  return from(of.length, classes, (i) => (of[Math.floor(i / classes)] === i % classes ? 1 : 0));
}
