import type { Variable } from "@infoplane/contracts";
import { memoised } from "@infoplane/contracts/memoised";
import type { OwnedSnapshot } from "@infoplane/core";
import { tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { oneHotLabels } from "../snapshot/one-hot-labels.ts";
import type { ExportedEpoch } from "./exported-epoch.ts";
import type { NumberArray } from "./with-activations.ts";

type BlockVariable = Variable & { readonly block: string; readonly depth: number };

/**
 * Exported activations as a metric sees a network: X the input, Y the one-hot labels, Z the blocks. Reads arrays one
 * after the other; owns its tensors.
 */
export async function exportedSnapshot(exported: ExportedEpoch): Promise<OwnedSnapshot> {
  const tf = tensors();
  const owned: Tensor2D[] = [];
  const variable = (name: Variable["name"], { data }: Pick<NumberArray, "data">): Variable => {
    const values = tf.tensor2d(data, [exported.samples, data.length / exported.samples]);
    owned.push(values);
    return { name, values, memo: memoised() };
  };
  const y = variable("Y", { data: oneHotLabels(exported.labels).values });
  const blocks: BlockVariable[] = [];
  let x: Variable | undefined;
  try {
    x = await exported.withArrays(async (arrays) => {
      const input = await arrays.input();
      const ownX = input && variable("X", input);
      for (const { name: block } of exported.layers) {
        blocks.push({ ...variable("Z", await arrays.layer(block)), block, depth: blocks.length + 1 });
      }
      return ownX;
    });
  } catch (error) {
    tf.dispose(owned);
    throw error;
  }
  return {
    at: { epoch: exported.epoch, step: exported.step ?? 0 },
    get x() {
      if (!x) throw new Error("the network's input was not exported: name it with --input");
      return x;
    },
    y,
    blocks,
    predict: () => {
      throw new Error("stored activations have no class scores: export the logits as a layer instead");
    },
    dispose: () => tf.dispose(owned),
  };
}
