import type { LabelledSample, Metric, NetworkView, Snapshot, Variable } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine/started";
import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * A metric from outside that can neither change what others measure nor the network: it gets a frozen snapshot with copies
 * of arrays, and tensors that it may dispose. They are freed when `measure` returns. What it keeps with a variable is its
 * own: metrics of another name neither find nor change it.
 */
export function lendSnapshots(name: string, metric: Metric): Metric {
  // The variables of the probe set are the same objects at each snapshot of a cell.
  const lender = new Lender(name);
  return {
    async measure(snapshot) {
      try {
        return await metric.measure(lender.snapshot(snapshot));
      } finally {
        lender.takeBack();
      }
    },
    ...(metric.dispose && { dispose: () => metric.dispose?.() }),
  };
}

class Lender {
  readonly #name: string;
  readonly #variables = new WeakMap<Variable, Variable>();
  readonly #samples = new WeakMap<LabelledSample, LabelledSample>();
  readonly #lent = new Map<Tensor, Tensor>();

  constructor(name: string) {
    this.#name = name;
  }

  snapshot(own: Snapshot): Snapshot {
    const variable = (one: Variable): Variable => this.#variable(one);
    return Object.freeze({
      at: own.at,
      get x() {
        return variable(own.x);
      },
      get y() {
        return variable(own.y);
      },
      get blocks() {
        return Object.freeze(own.blocks.map(variable));
      },
      predict: (split, limit) => {
        const { logits, labels } = own.predict(split, limit);
        return { logits: this.#tensor(logits), labels: this.#tensor(labels) };
      },
      ...(own.network && { network: this.#network(own.network) }),
    } satisfies Snapshot);
  }

  takeBack(): void {
    for (const tensor of this.#lent.values()) if (!tensor.isDisposed) tensor.dispose();
    this.#lent.clear();
  }

  #network(own: NetworkView): NetworkView {
    const block = ({ parameters, ...rest }: NetworkView["classifier"]): NetworkView["classifier"] =>
      Object.freeze({
        ...rest,
        cost: Object.freeze({ ...rest.cost }),
        parameters: Object.freeze(
          parameters.map((one) =>
            Object.freeze({ name: one.name, shape: Object.freeze([...one.shape]), read: () => one.read() }),
          ),
        ),
      });
    return Object.freeze({
      classes: own.classes,
      blocks: Object.freeze(own.blocks.map(block)),
      classifier: block(own.classifier),
      ...(own.steps && { steps: Object.freeze({ ...own.steps }) }),
      sample: (split, count, features) => this.#sample(own.sample(split, count, features)),
      gradients: () =>
        own.gradients().map((one) => ({
          ...one,
          endToEnd: this.#tensor(one.endToEnd),
          ...(one.local && { local: this.#tensor(one.local) }),
        })),
    } satisfies NetworkView);
  }

  #sample(own: LabelledSample): LabelledSample {
    let lent = this.#samples.get(own);
    if (!lent) {
      const blocks = Object.freeze(own.blocks.map((one) => this.#variable(one)));
      lent = Object.freeze({ labels: own.labels.slice(), x: this.#variable(own.x), blocks });
      this.#samples.set(own, lent);
    }
    return lent;
  }

  #variable(own: Variable): Variable {
    let lent = this.#variables.get(own);
    if (!lent) {
      const tensor = (): Variable["values"] => this.#tensor(own.values);
      lent = Object.freeze({
        name: own.name,
        ...(own.block !== undefined && { block: own.block }),
        ...(own.depth !== undefined && { depth: own.depth }),
        ...(own.shape && { shape: own.shape }),
        get values() {
          return tensor();
        },
        ...(own.rows && { rows: own.rows.bind(own) }),
        memo: (key, compute) => own.memo(`${this.#name} (outside): ${key}`, compute),
      } satisfies Variable);
      this.#variables.set(own, lent);
    }
    return lent;
  }

  /** The same while `measure` runs: kept, so that the plugin's own tidy does not free it. */
  #tensor<T extends Tensor>(own: T): T {
    const lent = this.#lent.get(own);
    if (lent && !lent.isDisposed) return lent as T;
    const { keep, clone } = tensors();
    const made = keep(clone(own));
    this.#lent.set(own, made);
    return made;
  }
}
