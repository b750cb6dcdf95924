import { meter, startEngine } from "@infoplane/engine";
import { absentReading, readingOf } from "../reading-of.ts";
import { openTraining } from "./open-training.ts";

/**
 * Steps of one network under one trainer, in this process: prints a line of JSON as its peer does.
 * Usage: tsx bench/own/step.ts <lenet5|mlp|vgg11|resnet18|vit> <trainer> <steps> [fp32|bf16]
 */
const [network = "vgg11", trainer = "e2e", count = "5", precision = "fp32"] = process.argv.slice(2);
const steps = Number(count);
const batch = 128;
const data = ["lenet5", "mlp"].includes(network) ? "fashion-mnist" : "textures";
const architecture = network === "mlp" ? "mlp([1024, 1024, 1024])" : network;

const { bfloat16 } = await startEngine();
if (precision === "bf16" && !bfloat16) {
  console.log(JSON.stringify(absentReading("no AVX512-BF16 or AMX")));
  process.exit();
}
const training = await openTraining(`experiment step
dataset ${data}(train: ${batch * (steps + 2)}, test: 100) { batch ${batch} }
architecture ${architecture}
train arm with ${trainer} { optimizer adam(rate: 5e-4); epochs 1; precision ${precision} }
measure accuracy at end
`);
const times: number[] = [];
let peakBytes = 0;
let begun = performance.now();
for await (const event of training.trainer.train()) {
  if (event.kind === "step") times.push(performance.now() - begun);
  // The trainer is monitored: its meter restarts before each step.
  if (event.kind === "step") peakBytes = Math.max(peakBytes, meter.read().peakBytes);
  begun = performance.now();
}
training.dispose();
// maxRSS is in KiB.
const residentBytes = process.resourceUsage().maxRSS * 1024;
const also = { "peak MB": Math.round(peakBytes / 1e6), "resident MB": Math.round(residentBytes / 1e6) };
console.log(JSON.stringify(readingOf(times.slice(2), also)));
