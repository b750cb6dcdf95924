import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCellRuntime, loadExperiment } from "@infoplane/cli/api";
import { planExperiment } from "@infoplane/core";
import { loadDataset } from "@infoplane/data";
import { meter, startEngine } from "@infoplane/engine";
import { readingOf } from "../reading-of.ts";

/**
 * Steps of one network under one trainer, in this process: prints a line of JSON like its peer does.
 * Usage: tsx bench/own/step.ts <lenet5|mlp|vgg11|resnet18|vit> <trainer> <steps>
 */
const [network = "vgg11", trainer = "e2e", count = "5"] = process.argv.slice(2);
const steps = Number(count);
const batch = 128;
const data = ["lenet5", "mlp"].includes(network) ? "fashion-mnist" : "textures";
const architecture = network === "mlp" ? "mlp([1024, 1024, 1024])" : network;
const folder = mkdtempSync(join(tmpdir(), "infoplane-bench-"));
const file = join(folder, "step.exp");
writeFileSync(
  file,
  `experiment step
dataset ${data}(train: ${batch * (steps + 2)}, test: 100) { batch ${batch} }
architecture ${architecture}
train arm with ${trainer} { optimizer adam(rate: 5e-4); epochs 1 }
measure accuracy at end
`,
);

await startEngine();
const { experiment, registry } = await loadExperiment(file);
const signal = new AbortController().signal;
const { dataset } = await loadDataset(
  experiment.dataset,
  { cacheDir: folder, report: console.error, signal },
  registry,
);
const [cell] = planExperiment(experiment).cells;
if (!cell) throw new Error("no cell");
const training = await createCellRuntime(registry, dataset).createTrainer(cell, {
  scratch: () => folder,
  note: console.error,
});
const times: number[] = [];
let peakBytes = 0;
let begun = performance.now();
for await (const event of training.trainer.train()) {
  if (event.kind === "step") times.push(performance.now() - begun);
  // The trainer is watched: its meter starts anew before each step.
  if (event.kind === "step") peakBytes = Math.max(peakBytes, meter.read().peakBytes);
  begun = performance.now();
}
const peakMegabytes = Math.round(peakBytes / 1e6);
training.dispose();
rmSync(folder, { recursive: true });
console.log(JSON.stringify(readingOf(times.slice(2), { "peak MB": peakMegabytes })));
