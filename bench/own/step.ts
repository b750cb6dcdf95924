import { parseArgs } from "node:util";
import { meter, startEngine } from "@infoplane/engine";
import { absentReading, readingOf } from "../reading-of.ts";
import { openHeap } from "./heap.ts";
import { openTraining } from "@infoplane/runtime/cell";

/**
 * Steps of one network under one trainer, in this process, after others that are not counted: prints a line of JSON as
 * its peer does, with the peaks of one step.
 * Usage: tsx bench/own/step.ts <lenet5|mlp|vgg11|resnet18|vit> <trainer> [--steps 5] [--warm-up 3] [--precision bf16]
 * [--no-compile]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    steps: { type: "string", default: "5" },
    "warm-up": { type: "string", default: "3" },
    precision: { type: "string", default: "fp32" },
    "no-compile": { type: "boolean", default: false },
  },
});
const [network = "vgg11", trainer = "e2e"] = positionals;
const [steps, warmUp] = [Number(values.steps), Number(values["warm-up"])];
const batch = 128;
const data = ["lenet5", "mlp"].includes(network) ? "fashion-mnist" : "textures";
const architecture = network === "mlp" ? "mlp([1024, 1024, 1024])" : network;

const { bfloat16 } = await startEngine({ compile: !values["no-compile"] });
if (values.precision === "bf16" && !bfloat16) {
  console.log(JSON.stringify(absentReading("no AVX512-BF16 or AMX")));
  process.exit();
}
const training = await openTraining(`experiment step
dataset ${data}(train: ${batch * (warmUp + steps)}, test: 100) { batch ${batch} }
architecture ${architecture}
train arm with ${trainer} { optimizer adam(rate: 5e-4); epochs 1; precision ${values.precision} }
measure accuracy at end
`);
const heap = openHeap();
let heapBefore = 0;
const times: number[] = [];
const peaks = { tensors: 0, heap: 0, step: 0 };
let done = 0;
let begun = performance.now();
for await (const event of training.trainer.train()) {
  if (event.kind === "step" && ++done > warmUp) {
    times.push(performance.now() - begun);
    const peak = heap?.read().peak ?? 0;
    peaks.heap = Math.max(peaks.heap, peak);
    peaks.step = Math.max(peaks.step, peak - heapBefore);
    // The trainer is monitored: its meter restarts before each step.
    peaks.tensors = Math.max(peaks.tensors, meter.read().peakBytes);
  }
  heap?.restart();
  heapBefore = heap?.read().live ?? 0;
  begun = performance.now();
}
training.dispose();
const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
const also = {
  "peak MB": megabytes(peaks.tensors),
  ...(heap && { "heap MB": megabytes(peaks.heap), "heap of a step MB": megabytes(peaks.step) }),
  // maxRSS is in KiB.
  "resident MB": megabytes(process.resourceUsage().maxRSS * 1024),
};
console.log(JSON.stringify(readingOf(times, also)));
