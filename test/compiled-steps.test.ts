import { createHash } from "node:crypto";
import { compiledWork, startEngine, tensors, uncompiled } from "@infoplane/engine";
import { openTraining } from "@infoplane/runtime/cell";
import { beforeAll, expect, it } from "vitest";
// eslint-disable-next-line @nx/enforce-module-boundaries -- the list of all plugins is a script's
import { smallNet, stops, type Stop } from "../scripts/plugin-tour/stops.ts";

let bfloat16 = false;
beforeAll(async () => {
  ({ bfloat16 } = await startEngine({ engine: "native-cpu", threads: 1 }));
});

/** What takes part in training. */
const kinds: ReadonlySet<string> = new Set([
  "trainer",
  "loss",
  "head",
  "layer",
  "architecture",
  "optimizer",
  "schedule",
]);
/** Networks that are like others, but larger. */
const larger: ReadonlySet<string> = new Set([
  "vgg8b",
  "vgg11b",
  "vgg13",
  "vgg16",
  "resnet34",
  "resnet50",
  "resnet101",
  "resnet152",
]);
const adam = "optimizer adam(rate: 2e-3)";

type Arm = Pick<Stop, "kind" | "name" | "dataset" | "architecture" | "settings" | "trainer">;
const settings = ["clip 1.0", "accumulate 3", "precision bf16"].flatMap((setting): Arm[] =>
  ["e2e", "per-layer"].map((trainer) => ({
    kind: "setting",
    name: `${setting}, ${trainer}`,
    settings: `${setting}; ${adam}`,
    trainer,
  })),
);
const arms: readonly Arm[] = [
  ...stops.filter(({ kind, name, without }) => kinds.has(kind) && !larger.has(name) && without === undefined),
  ...settings,
];

/** The bits of the weights and of all state after some steps, and what was left of the tensors. */
async function train(arm: Arm, steps: number) {
  const { trainer = arm.kind === "trainer" ? arm.name : "e2e" } = arm;
  const before = tensors().memory().numTensors;
  const training = await openTraining(`experiment compiled
dataset ${(arm.dataset ?? "textures").replace(/\(.*/, "")}(train: 80, test: 100) { batch 8 }
architecture ${arm.architecture ?? smallNet()}
train arm with ${trainer} { ${arm.settings ?? adam}; epochs ${steps / 10} }
measure accuracy at end
`);
  const losses: number[] = [];
  for await (const event of training.trainer.train()) if (event.kind === "step") losses.push(event.loss);
  const hash = createHash("sha256");
  for (const [name, { data }] of training.trainer.save().arrays) hash.update(name).update(data);
  const work = compiledWork(training.trainer);
  training.dispose();
  return { losses, state: hash.digest("hex"), left: tensors().memory().numTensors - before, work };
}

it.each(arms.map((arm) => [`${arm.kind} ${arm.name}`, arm] as const))(
  "%s: compiled steps give the same bits as those kernel by kernel",
  async (_, arm) => {
    if (!bfloat16 && arm.settings?.includes("bf16")) {
      await expect(train(arm, 20)).rejects.toThrow("bf16");
      return;
    }
    const plain = await uncompiled(() => train(arm, 20));
    const { work, ...compiled } = await train(arm, 20);
    expect(compiled).toEqual({ losses: plain.losses, state: plain.state, left: plain.left });
    expect(compiled.left).toBe(0);
    expect(plain.work).toBeUndefined();
    expect([...(work?.immediate.keys() ?? [])].filter((kernel) => kernel !== "Softmax")).toEqual([]);
    // Nothing is recorded anew: each function is called at nearly every step.
    expect(work?.calls).toBeGreaterThanOrEqual(5 * (work?.functions.length ?? Infinity));
  },
);
