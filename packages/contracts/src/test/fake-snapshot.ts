import { memoised } from "../memoised.ts";
import type { Snapshot, Variable } from "../metric.ts";
import type { NetworkView } from "../network-view.ts";
import type { Position, SplitName } from "../network.ts";
import type { TensorFlow } from "../operations.ts";

/** One sample per row. */
export type Rows = readonly (readonly number[])[];

/** What a {@link fakeSnapshot} holds. A metric that asks for anything else gets an error. */
export interface FakeSnapshotParts {
  /** Default: after the first epoch. */
  readonly at?: Position;
  /** The network's input. */
  readonly x?: Rows;
  /** One-hot labels. */
  readonly y?: Rows;
  /** Output of each block, first to last; the blocks are named `block1`, `block2`... */
  readonly blocks?: readonly Rows[];
  /** Class scores and labels of each split. */
  readonly predictions?: Partial<Record<SplitName, { readonly logits: Rows; readonly labels: readonly number[] }>>;
  readonly network?: Partial<NetworkView>;
}

/** A snapshot with made-up contents. The test that makes it disposes it. */
export function fakeSnapshot(tf: TensorFlow, parts: FakeSnapshotParts): Snapshot & { dispose(): void } {
  const { at = { epoch: 1, step: 0 }, blocks, network } = parts;
  const owned: { dispose(): void }[] = [];
  const own = <T extends { dispose(): void }>(tensor: T): T => {
    owned.push(tensor);
    return tensor;
  };
  const variable = (name: Variable["name"], rows: Rows, depth?: number): Variable => ({
    name,
    ...(depth !== undefined && { block: `block${depth}`, depth }),
    values: own(tf.tensor2d(rows.map((row) => [...row]))),
    memo: memoised(),
  });
  const made = {
    x: parts.x && variable("X", parts.x),
    y: parts.y && variable("Y", parts.y),
    blocks: blocks?.map((rows, index) => variable("Z", rows, index + 1)),
  };
  return {
    at,
    get x() {
      return made.x ?? absent("x");
    },
    get y() {
      return made.y ?? absent("y");
    },
    get blocks() {
      return made.blocks ?? absent("blocks");
    },
    predict(split, limit) {
      const { logits, labels } = parts.predictions?.[split] ?? absent(`predictions.${split}`);
      return {
        logits: own(tf.tensor2d(logits.slice(0, limit).map((row) => [...row]))),
        labels: own(tf.tensor1d(labels.slice(0, limit), "int32")),
      };
    },
    // The test's author sees which part of the network is missing.
    ...(network && { network: network as NetworkView }),
    dispose: () => owned.splice(0).forEach((tensor) => tensor.dispose()),
  };
}

function absent(what: string): never {
  throw new Error(`the fake snapshot has no ${what}: give it to fakeSnapshot`);
}
