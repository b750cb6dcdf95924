import { builtInRegistry } from "@infoplane/runtime";
import { optionsOf, type Snapshot, type Variable } from "@infoplane/contracts";
import { memoised } from "@infoplane/contracts/memoised";
import { metricContext } from "@infoplane/metrics/context";
import { startEngine, tensors } from "@infoplane/engine";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { readingOf } from "../reading-of.ts";

/**
 * One measure of the input with one block of independent noise, whose rows are generated on demand.
 * Usage: tsx bench/own/scale.ts <metric> <its options as JSON> <samples> <features>
 */
const [name = "nhsic", json = "{}", samples = "10000", features = "65536"] = process.argv.slice(2);
await startEngine();
const tf = tensors();
const block = 256;

function noise(of: Variable["name"], width: number, seed: number): Variable {
  const blockOf = (index: number): Tensor2D => tf.randomNormal([block, width], 0, 1, "float32", seed + index);
  const rows = (start: number, end: number): Tensor2D =>
    tf.tidy(() => {
      const parts: Tensor2D[] = [];
      for (let index = Math.floor(start / block); index * block < end; index++) {
        const [from, to] = [Math.max(start - index * block, 0), Math.min(end - index * block, block)];
        parts.push(tf.slice2d(blockOf(index), [from, 0], [to - from, width]));
      }
      return tf.concat(parts, 0);
    });
  return {
    name: of,
    ...(of === "Z" && { block: "block1", depth: 1 }),
    shape: [Number(samples), width],
    rows,
    get values(): Tensor2D {
      throw new Error("more than memory should hold");
    },
    memo: memoised(),
  };
}

const plugin = builtInRegistry().find("metric", name);
if (!plugin) throw new Error(`no metric ${name}`);
const metric = await plugin.create(
  optionsOf(plugin, { a: "X", b: "Z", ...(JSON.parse(json) as object) }),
  metricContext(),
);
const [x, z] = [noise("X", 3072, 1), noise("Z", Number(features), 1_000_001)];
const begun = performance.now();
// The measure reads nothing else of a snapshot.
const [found] = await metric.measure({ at: { epoch: 1, step: 0 }, x, blocks: [z] } as unknown as Snapshot);
const seconds = (performance.now() - begun) / 1000;
// maxRSS is in KiB.
const also = { "resident MB": (process.resourceUsage().maxRSS * 1024) / 1e6, z: Number(found?.["z"]) };
console.log(JSON.stringify(readingOf([seconds], also)));
