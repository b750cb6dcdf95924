import type { CellStatus, ClaimSpec, Experiment, QuantitySpec, RunRecord } from "@infoplane/contracts";
import { quantityValue } from "../quantities/quantity-value.ts";
import type { Missing } from "../quantities/reduce-points.ts";

/**
 * The values of the quantities that claims name, in each training run: one number each, taken from the records of one
 * run at a time, so that the records of all runs are never held together.
 */
export class ClaimValues {
  readonly #experiment: Experiment;
  /** By quantity and seed. */
  readonly #values: ReadonlyMap<QuantitySpec, Map<number, number | Missing>>;

  constructor(experiment: Experiment) {
    this.#experiment = experiment;
    this.#values = new Map(experiment.claims.flatMap(quantitiesOf).map((quantity) => [quantity, new Map()]));
  }

  /** `records`: all of this arm and seed. A failed run has no values, as in the tables: where it stopped is chance. */
  take({ arm, seed, status }: SeedRun, records: readonly RunRecord[]): void {
    for (const [quantity, values] of this.#values) {
      if (quantity.arm !== arm) continue;
      values.set(
        seed,
        status?.state === "failed"
          ? failed(status, arm, this.#experiment)
          : quantityValue(quantity, records, this.#experiment),
      );
    }
  }

  /** For a run that was never taken: the value of a run without records. */
  readonly of = (quantity: QuantitySpec, seed: number): number | Missing =>
    this.#values.get(quantity)?.get(seed) ?? quantityValue(quantity, [], this.#experiment);
}

/** A training run, and its status if known. */
export interface SeedRun {
  readonly arm: string;
  readonly seed: number;
  readonly status?: CellStatus;
}

type Failed = Extract<CellStatus, { state: "failed" }>;

/** `failed in epoch 3`; for a training that finished but whose records are damaged, `can't be believed`. */
export function failedWhere({ at }: Failed, arm: string, { arms }: Experiment): string {
  const epochs = arms.find(({ name }) => name === arm)?.training.epochs ?? Infinity;
  return at.epoch < epochs ? `failed in epoch ${at.epoch + 1}` : "can't be believed";
}

function failed(status: Failed, arm: string, experiment: Experiment): Missing {
  return { missing: `${failedWhere(status, arm, experiment)}: ${status.message.replace(/[.\s]+$/, "")}` };
}

export function quantitiesOf({ left, right }: ClaimSpec): QuantitySpec[] {
  return [left, right].flatMap(({ terms }) => terms.map(({ quantity }) => quantity));
}
