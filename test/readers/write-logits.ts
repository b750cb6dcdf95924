// For read_exports.py: the outputs of each exported network for eight inputs, as `export/<cell>.logits.json`.
//   npx tsx test/readers/write-logits.ts runs/quick
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtInRegistry } from "@infoplane/runtime";
import { networkArrays } from "@infoplane/runtime/cell";
import { sizeOf } from "@infoplane/contracts";
import { findRun } from "@infoplane/core";
import { startEngine, Streams } from "@infoplane/engine";
import { createNetwork, forward } from "@infoplane/models";

const samples = 8;
const run = await findRun(process.argv[2] ?? "runs/quick");
const { tf } = await startEngine({ engine: "auto" });
for (const cell of (await run.readPlan()).cells) {
  const { checkpoints } = run.cell(cell.hash);
  const entry = (await checkpoints.list()).at(-1);
  if (!entry) continue;
  const arrays = networkArrays((await checkpoints.read(entry)).trainer.arrays);
  const { blocks, classifier } = createNetwork(cell.architecture, {
    registry: builtInRegistry(),
    streams: new Streams(cell.seed),
  });
  const { input } = cell.architecture;
  const values = Array.from({ length: samples * sizeOf(input) }, (_, i) => Math.sin(i * 0.37 + cell.seed));
  let z = tf.tensor(values, [samples, ...input]);
  for (const module of [...blocks, classifier]) {
    module.load(arrays);
    z = forward(module, z, { training: false, at: { epoch: 0, step: 0 } });
  }
  const name = `${cell.arm.replace(/[^\w.-]+/g, "_")}-seed${cell.seed}.logits.json`;
  writeFileSync(join(run.directory, "export", name), JSON.stringify({ x: values, logits: [...z.dataSync()] }));
}
