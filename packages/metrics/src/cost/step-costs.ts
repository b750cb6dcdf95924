import { defineMetric, z, type Measurement, type StepCosts } from "@infoplane/contracts";
import { networkOf } from "../snapshot.ts";

const options = z.strictObject({});

/**
 * Wall time of a training step in seconds: the median over the steps of the last finished epoch, batch and update
 * included. It varies from run to run and is not comparable between machines or under load: the column `repeatable` is
 * false, so that comparisons of runs can leave it out. Null before the first step and for stored checkpoints.
 */
export const stepTime = stepMetric(
  "step-time",
  "seconds of a training step, median over the epoch (not repeatable)",
  ({ secondsPerStep, steps }) => ({ value: secondsPerStep, steps, unit: "s" }),
  false,
);

/**
 * Largest number of bytes held by tensors at one time in the steps of the last finished epoch: weights, optimizer
 * slots, activations, gradients and temporaries, but not scratch space inside a kernel. The same from run to run on one
 * engine. It is that of a step run kernel by kernel: a compiled one frees sooner what no other kernel needs, and may use
 * half as much or less. Null before the first step and for stored checkpoints.
 */
export const peakMemory = stepMetric(
  "peak-memory",
  "largest number of bytes that tensors hold in a training step run kernel by kernel",
  ({ peakBytes, steps }) => ({ value: peakBytes, steps, unit: "B" }),
  true,
);

function stepMetric(name: string, summary: string, row: (costs: StepCosts) => Measurement, repeatable: boolean) {
  return defineMetric({
    name,
    summary,
    options,
    needs: "none",
    records: () => ({ per: "network", range: [0, Infinity] }),
    create: () => ({
      measure(snapshot) {
        const { steps } = networkOf(snapshot, name);
        return [{ ...(steps ? row(steps) : { value: NaN }), repeatable }];
      },
    }),
  });
}
