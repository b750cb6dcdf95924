import type { Arrays, DenseArray, Optimizer, Parameter } from "@infoplane/contracts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { tensors } from "../choose/engine.ts";
import { runDeferred } from "../compile/compiled.ts";
import { isNative } from "../ops/kernel.ts";
import { readArray, writeArray } from "../parameter.ts";

const counter = "updates";

/** One update of all parameters. `updates` counts from 1 and includes this one; the caller frees its tensors. */
export type UpdateRule = (gradients: readonly Tensor[], rate: number, updates: number) => void;

/**
 * What optimizers have in common: their whole state is the slots, by name, and the number of updates. Owns the slots.
 * `fused` is for native engines, `composite` for the others.
 */
export function slotOptimizer(
  slots: readonly Parameter[],
  baseRate: number,
  rules: { readonly fused: UpdateRule; readonly composite: UpdateRule },
): Optimizer {
  let updates = 0;
  return {
    update(gradients, rateScale) {
      updates++;
      tensors().tidy(() => {
        (isNative() ? rules.fused : rules.composite)(gradients, baseRate * rateScale, updates);
      });
      // The gradients would live on into what is put off next: the pass of the next group.
      runDeferred();
    },
    save() {
      const arrays = new Map<string, DenseArray>(slots.map((slot) => [slot.name, readArray(slot)]));
      return arrays.set(counter, { dtype: "int32", shape: [1], data: Int32Array.of(updates) });
    },
    load(saved) {
      for (const slot of slots) writeArray(slot, savedArray(saved, slot.name));
      updates = savedArray(saved, counter).data[0] ?? 0;
    },
    dispose() {
      for (const slot of slots) slot.dispose();
    },
  };
}

function savedArray(saved: Arrays, name: string): DenseArray {
  const array = saved.get(name);
  if (!array) throw new Error(`the saved state has no ${name}`);
  return array;
}
