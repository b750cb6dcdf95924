import { builtInRegistry } from "@infoplane/runtime";
import { createBatches, loadDataset } from "@infoplane/data";
import { startEngine, tensors } from "@infoplane/engine";
import { readingOf } from "../reading-of.ts";

/** Time of one augmented batch of 128 images of 32x32x3 on the engine, in this process. */
const batch = 128;
await startEngine();
const registry = builtInRegistry();
const spec = {
  name: "textures",
  options: { train: batch * 20, test: 100 },
  facts: { input: [32, 32, 3], classes: 10 },
  batch,
  augment: [
    { name: "flip", options: {} },
    { name: "crop", options: { pad: 4 } },
  ],
};
const signal = new AbortController().signal;
const { dataset } = await loadDataset(spec, { cacheDir: "", report: console.error, signal }, registry);
const batches = createBatches(dataset, spec, 1, registry);
const times: number[] = [];
for (let step = 0; step < batches.stepsPerEpoch; step++) {
  const begun = performance.now();
  const { x, y } = batches.train({ epoch: 0, step });
  times.push(performance.now() - begun);
  tensors().dispose([x, y]);
}
const reading = readingOf(times.slice(3));
console.log(JSON.stringify({ ...reading, also: { "images/s": (batch * 1000) / reading.median } }));
