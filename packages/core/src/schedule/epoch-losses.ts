import type { ArchitectureSpec, GroupLoss, Measurement } from "@infoplane/contracts";
import { trainingLoss } from "../store/cell-records.ts";

const stepsKey = "steps";
const groupPrefix = "loss.";

/** Sums the losses of each group over the steps of an epoch; saved with a checkpoint inside an epoch. */
export class EpochLosses {
  #steps = 0;
  readonly #sums = new Map<string, number>();

  add(losses: readonly GroupLoss[]): void {
    this.#steps++;
    for (const { group, loss } of losses) this.#sums.set(group, (this.#sums.get(group) ?? 0) + loss);
  }

  reset(): void {
    this.#steps = 0;
    this.#sums.clear();
  }

  /** Mean loss of each group in the order of the network, then that of the whole training, which closes the epoch. */
  measurements(loss: number, { blocks }: ArchitectureSpec): Measurement[] {
    const order = new Map(blocks.map((block, index) => [block.name, index + 1]));
    const groups = [...this.#sums].map(([layer, sum]) => {
      const depth = order.get(layer);
      return { quantity: trainingLoss, value: sum / this.#steps, layer, ...(depth !== undefined && { depth }) };
    });
    const place = (group: { readonly depth?: number }): number => group.depth ?? blocks.length + 1;
    groups.sort((a, b) => place(a) - place(b) || (a.layer < b.layer ? -1 : 1));
    return [...groups, { quantity: trainingLoss, value: loss }];
  }

  save(): Record<string, number> {
    const sums = [...this.#sums].map(([group, sum]) => [groupPrefix + group, sum] as const);
    return Object.fromEntries([[stepsKey, this.#steps], ...sums]);
  }

  load(saved: Readonly<Record<string, number>>): void {
    this.reset();
    this.#steps = saved[stepsKey] ?? 0;
    for (const [name, sum] of Object.entries(saved)) {
      if (name.startsWith(groupPrefix)) this.#sums.set(name.slice(groupPrefix.length), sum);
    }
  }
}
