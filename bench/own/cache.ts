import { startEngine } from "@infoplane/engine";
import { readingOf } from "../reading-of.ts";
import { openTraining } from "@infoplane/runtime/cell";

/**
 * A sequential training, three epochs per layer; equal last losses mean equal trainings.
 * Usage: tsx bench/own/cache.ts <true|false>
 */
const [kept = "true"] = process.argv.slice(2);
await startEngine();
const training = await openTraining(`experiment cache
dataset textures(train: 10000, test: 100) { batch 128 }
architecture vgg11
train arm with sequential(cache: ${kept}) { optimizer adam(rate: 5e-4); epochs 3 }
measure accuracy at end
`);
const begun = performance.now();
let loss = NaN;
for await (const event of training.trainer.train()) {
  if (event.kind === "step") loss = event.loss;
}
const seconds = (performance.now() - begun) / 1000;
training.dispose();
const residentMegabytes = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
console.log(JSON.stringify(readingOf([seconds], { "resident MB": residentMegabytes, "last loss": loss })));
