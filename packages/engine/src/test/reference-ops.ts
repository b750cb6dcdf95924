/** Plain float64 versions of the engine's operations, written from their definitions, as the reference. */
export interface Dense {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function dense(shape: readonly number[], value: (index: number) => number): Dense {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, data: Float64Array.from({ length: size }, (_, index) => value(index)) };
}

function at(a: Dense, ...index: readonly number[]): number {
  return a.data[index.reduce((offset, i, axis) => offset * (a.shape[axis] ?? 1) + i, 0)] ?? NaN;
}

interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: "same" | "valid";
}

function out(length: number, { size, stride, padding }: Window): { readonly length: number; readonly before: number } {
  const count = padding === "same" ? Math.ceil(length / stride) : Math.ceil((length - size + 1) / stride);
  const total = padding === "same" ? Math.max(0, (count - 1) * stride + size - length) : 0;
  return { length: count, before: Math.floor(total / 2) };
}

/** Calls `visit` for every output position and every input position under its window. */
function windows(
  x: Dense,
  window: Window,
): {
  shape: [number, number, number];
  inside: (n: number, i: number, j: number) => [number, number, number, number][];
} {
  const [n = 0, height = 0, width = 0] = x.shape;
  const [rows, columns] = [out(height, window), out(width, window)];
  return {
    shape: [n, rows.length, columns.length],
    inside: (_n, i, j) => {
      const found: [number, number, number, number][] = [];
      for (let a = 0; a < window.size; a++) {
        for (let b = 0; b < window.size; b++) {
          const [r, c] = [i * window.stride + a - rows.before, j * window.stride + b - columns.before];
          if (r >= 0 && c >= 0 && r < height && c < width) found.push([r, c, a, b]);
        }
      }
      return found;
    },
  };
}

export function conv2dReference(x: Dense, kernel: Dense, stride: number, padding: "same" | "valid"): Dense {
  const [size = 0, , channels = 0, filters = 0] = kernel.shape;
  const { shape, inside } = windows(x, { size, stride, padding });
  const [, rows, columns] = shape;
  return dense([...shape, filters], (index) => {
    const f = index % filters;
    const position = Math.floor(index / filters);
    const [j, i, n] = [
      position % columns,
      Math.floor(position / columns) % rows,
      Math.floor(position / columns / rows),
    ];
    let sum = 0;
    for (const [r, c, a, b] of inside(n, i, j)) {
      for (let channel = 0; channel < channels; channel++)
        sum += at(x, n, r, c, channel) * at(kernel, a, b, channel, f);
    }
    return sum;
  });
}

/** Gradients of sum(dy * conv2d(x, kernel)), by definition. */
export function conv2dGradientReference(
  x: Dense,
  kernel: Dense,
  dy: Dense,
  stride: number,
  padding: "same" | "valid",
): { dx: Dense; dw: Dense } {
  const [size = 0, , channels = 0, filters = 0] = kernel.shape;
  const [, height = 0, width = 0] = x.shape;
  const [dx, dw] = [dense(x.shape, () => 0), dense(kernel.shape, () => 0)];
  const { shape, inside } = windows(x, { size, stride, padding });
  const [count, rows, columns] = shape;
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (const [r, c, a, b] of inside(n, i, j)) {
          for (let channel = 0; channel < channels; channel++) {
            const from = ((n * height + r) * width + c) * channels + channel;
            for (let f = 0; f < filters; f++) {
              const weight = ((a * size + b) * channels + channel) * filters + f;
              const flow = at(dy, n, i, j, f);
              dx.data[from] = (dx.data[from] ?? 0) + flow * (kernel.data[weight] ?? 0);
              dw.data[weight] = (dw.data[weight] ?? 0) + flow * (x.data[from] ?? 0);
            }
          }
        }
      }
    }
  }
  return { dx, dw };
}

export function poolReference(x: Dense, window: Window, kind: "max" | "mean"): Dense {
  const channels = x.shape[3] ?? 0;
  const { shape, inside } = windows(x, window);
  const [, rows, columns] = shape;
  return dense([...shape, channels], (index) => {
    const channel = index % channels;
    const position = Math.floor(index / channels);
    const [j, i, n] = [
      position % columns,
      Math.floor(position / columns) % rows,
      Math.floor(position / columns / rows),
    ];
    const values = inside(n, i, j).map(([r, c]) => at(x, n, r, c, channel));
    return kind === "max" ? Math.max(...values) : values.reduce((sum, v) => sum + v, 0) / values.length;
  });
}

/** Mean, biased variance and count of each channel. */
export function momentsReference(x: Dense): { mean: number[]; variance: number[]; count: number } {
  const channels = x.shape.at(-1) ?? 1;
  const count = x.data.length / channels;
  const mean = new Array<number>(channels).fill(0);
  const variance = new Array<number>(channels).fill(0);
  x.data.forEach((v, index) => (mean[index % channels] = (mean[index % channels] ?? 0) + v / count));
  x.data.forEach((v, index) => {
    const c = index % channels;
    variance[c] = (variance[c] ?? 0) + (v - (mean[c] ?? 0)) ** 2 / count;
  });
  return { mean, variance, count };
}

export function batchNormReference(x: Dense, gamma: Dense, beta: Dense, epsilon: number): Dense {
  const channels = x.shape.at(-1) ?? 1;
  const { mean, variance } = momentsReference(x);
  return dense(x.shape, (index) => {
    const c = index % channels;
    const normal = ((x.data[index] ?? 0) - (mean[c] ?? 0)) / Math.sqrt((variance[c] ?? 0) + epsilon);
    return normal * (gamma.data[c] ?? 0) + (beta.data[c] ?? 0);
  });
}

/** x Phi(x), with the normal distribution function by Simpson's rule. */
export function geluReference(x: Dense): Dense {
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  const cumulative = (value: number): number => {
    const end = Math.min(Math.abs(value), 10);
    const steps = 2000;
    let sum = density(0) + density(end);
    for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density((i * end) / steps);
    const half = (sum * end) / (3 * steps);
    return value < 0 ? 0.5 - half : 0.5 + half;
  };
  return dense(x.shape, (i) => (x.data[i] ?? NaN) * cumulative(x.data[i] ?? NaN));
}

/** Zero mean and unit variance over the axes. */
export function normaliseReference(x: Dense, axes: readonly number[], epsilon: number): Dense {
  const groupOf = (index: number): string => {
    const place: number[] = [];
    let rest = index;
    for (let axis = x.shape.length - 1; axis >= 0; axis--) {
      const length = x.shape[axis] ?? 1;
      place.unshift(axes.includes(axis) ? 0 : rest % length);
      rest = Math.floor(rest / length);
    }
    return place.join(" ");
  };
  const groups = new Map<string, number[]>();
  x.data.forEach((value, index) => {
    const group = groups.get(groupOf(index)) ?? [];
    group.push(value);
    groups.set(groupOf(index), group);
  });
  return dense(x.shape, (index) => {
    const group = groups.get(groupOf(index)) ?? [];
    const mean = group.reduce((sum, value) => sum + value, 0) / group.length;
    const variance = group.reduce((sum, value) => sum + (value - mean) ** 2, 0) / group.length;
    return ((x.data[index] ?? NaN) - mean) / Math.sqrt(variance + epsilon);
  });
}

export function crossEntropyReference(logits: Dense, labels: readonly number[]): Dense {
  const classes = logits.shape[1] ?? 0;
  const losses = labels.map((label, row) => {
    const scores = Array.from(logits.data.slice(row * classes, (row + 1) * classes));
    const largest = Math.max(...scores);
    const logSum = largest + Math.log(scores.reduce((sum, s) => sum + Math.exp(s - largest), 0));
    return logSum - (scores[label] ?? NaN);
  });
  return dense([], () => losses.reduce((sum, loss) => sum + loss, 0) / labels.length);
}

/** Gradient of sum(weights * f(...inputs)) in each input by central differences. */
export function finiteDifferences(
  f: (...inputs: Dense[]) => Dense,
  inputs: readonly Dense[],
  weights: (index: number) => number,
): Dense[] {
  const step = 1e-5;
  const objective = (changed: Dense[]): number =>
    f(...changed).data.reduce((sum, value, index) => sum + value * weights(index), 0);
  return inputs.map((input, which) =>
    dense(input.shape, (index) => {
      const moved = (by: number): number => {
        const data = Float64Array.from(input.data);
        data[index] = (data[index] ?? 0) + by;
        return objective(inputs.map((other, place) => (place === which ? { shape: input.shape, data } : other)));
      };
      return (moved(step) - moved(-step)) / (2 * step);
    }),
  );
}
