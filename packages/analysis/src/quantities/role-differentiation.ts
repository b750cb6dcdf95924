/** Position of one block on the information plane after each measured epoch. */
export interface PlanePath {
  readonly block: string;
  readonly points: readonly { readonly epoch: number; readonly x: number; readonly y: number }[];
}

/**
 * How differently the blocks move on the information plane: one number per run.
 *
 * With p_l(t) = (x, y) of block l after epoch t, the gap of two blocks is g_lk(t) = p_l(t) - p_k(t), and its mean over
 * the training is G_lk. Role differentiation is the root mean square, over all pairs of blocks and over the training,
 * of the gap's distance from its mean:
 *
 *   RD = sqrt( mean_{l<k} sum_t w_t |g_lk(t) - G_lk|² ),   G_lk = sum_t w_t g_lk(t)
 *
 * w are trapezoid weights over the measured epochs with sum 1, so it does not matter how densely parts of the training
 * were measured. RD is 0 exactly when all blocks move in parallel: a motion that all blocks share cancels in every gap,
 * and a block's starting point cancels in g - G. It has the unit of the axes, scales with them, and does not depend on
 * the order of the blocks or, for blocks that move independently, on their number. Measurement noise adds to it in all
 * arms alike.
 *
 * After peers' wording of the paper's third observation (layers take different paths under end-to-end training, nearly
 * parallel ones under layer-wise training: Sakamoto & Sato, TMLR 2024); the paper itself gives no number.
 *
 * undefined with fewer than 2 blocks, or fewer than 2 epochs at which all blocks were measured.
 */
export function roleDifferentiation(paths: readonly PlanePath[]): number | undefined {
  const epochs = sharedEpochs(paths);
  if (paths.length < 2 || epochs.length < 2) return undefined;
  const weights = trapezoid(epochs);
  const points = paths.map((path) => {
    const at = new Map(path.points.map((point) => [point.epoch, point]));
    return epochs.map((epoch) => at.get(epoch) ?? { x: NaN, y: NaN });
  });
  let sum = 0;
  for (let l = 0; l < points.length; l++) {
    for (let k = 0; k < l; k++) {
      for (const axis of ["x", "y"] as const) {
        const gaps = epochs.map((_, t) => (points[l]?.[t]?.[axis] ?? NaN) - (points[k]?.[t]?.[axis] ?? NaN));
        sum += variance(gaps, weights);
      }
    }
  }
  return Math.sqrt(sum / ((points.length * (points.length - 1)) / 2));
}

function sharedEpochs(paths: readonly PlanePath[]): number[] {
  const [first, ...others] = paths.map(({ points }) => new Set(points.map(({ epoch }) => epoch)));
  return [...(first ?? [])].filter((epoch) => others.every((set) => set.has(epoch))).sort((a, b) => a - b);
}

function trapezoid(epochs: readonly number[]): number[] {
  const [first, last] = [epochs[0] ?? 0, epochs.at(-1) ?? 0];
  return epochs.map((epoch, i) => ((epochs[i + 1] ?? epoch) - (epochs[i - 1] ?? epoch)) / 2 / (last - first));
}

function variance(values: readonly number[], weights: readonly number[]): number {
  const weighted = (of: (value: number) => number) =>
    values.reduce((sum, value, i) => sum + (weights[i] ?? 0) * of(value), 0);
  const centre = weighted((value) => value);
  return weighted((value) => (value - centre) ** 2);
}
