import type { Measurement } from "@infoplane/contracts";

/** A number in [-1, 1] that looks random and depends only on its arguments. */
function noise(...keys: readonly number[]): number {
  const x = Math.sin(keys.reduce((sum, key, i) => sum + key * (12.9898 + 7.233 * i), 1)) * 43758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

/** Accuracy and loss on both splits. `local` is 0 for end to end, 1 for per layer. */
export function accuracyAt(
  local: number,
  seed: number,
  epoch: number,
  epochs: number,
): (Measurement & { quantity: string })[] {
  const progress = 1 - Math.exp((-4.5 * epoch) / Math.max(1, epochs));
  const test = 0.1 + progress * (0.645 - 0.05 * local) + (epoch > 0 ? 0.012 * noise(seed, epoch, local) : 0);
  const train = 0.1 + progress * (0.8 - 0.09 * local) + (epoch > 0 ? 0.006 * noise(seed, epoch, local, 3) : 0);
  return [
    { quantity: "accuracy", split: "train", value: train },
    { quantity: "accuracy", split: "test", value: test },
    { quantity: "loss", split: "train", value: 2.31 - progress * (1.75 - 0.25 * local) + 0.02 * noise(seed, epoch, 5) },
    { quantity: "loss", split: "test", value: 2.31 - progress * (1.45 - 0.2 * local) + 0.03 * noise(seed, epoch, 7) },
  ];
}

/** nHSIC of every block with input and label, with its calibration columns. */
export function nhsicAt(
  local: number,
  seed: number,
  epoch: number,
  epochs: number,
  blocks: readonly string[],
): (Measurement & { quantity: string })[] {
  const progress = 1 - Math.exp((-3.5 * epoch) / Math.max(1, epochs));
  return blocks.flatMap((block, i) => {
    const depth = i + 1;
    const place = depth / blocks.length;
    const jitter = (k: number) => 0.03 * noise(seed, depth, k, local) + 0.01 * noise(seed, epoch, depth, k + local);
    const x = 0.86 - 0.5 * place - progress * (0.3 * place * place - 0.22 * local * (1 - place)) + jitter(1);
    const y = 0.06 + progress * (0.75 * place ** (2.2 - 1.4 * local) - 0.12 * local * place) + jitter(2);
    return [row("X", x, 500, 380 - 90 * place, block, depth), row("Y", y, 10, 380 - 90 * place, block, depth)];
  });
}

function row(a: "X" | "Y", corrected: number, dofA: number, dofB: number, block: string, depth: number) {
  const samples = 512;
  const nullMean = (dofA * dofB) / (samples - 1);
  const max = Math.sqrt(dofA * dofB) * 1.02;
  const value = nullMean + corrected * (max - nullMean);
  const nullStd = 0.015 * nullMean;
  return {
    quantity: `nhsic(${a}, Z)`,
    metric: "nhsic",
    a,
    b: "Z",
    block,
    depth,
    value,
    corrected,
    null_mean: nullMean,
    null_std: nullStd,
    dof_a: dofA,
    dof_b: dofB,
    max,
    z: (value - nullMean) / nullStd,
    p: 0.001,
    samples,
  };
}
