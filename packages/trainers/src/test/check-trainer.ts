import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Network, Plugin, Trainer, TrainerPlugin, TrainerState } from "@infoplane/contracts";
import { tensors } from "@infoplane/engine";
import { ruleBatches, ruleTrainer } from "./rule-task.ts";

const stepsPerEpoch = 4;
const epochs = 2;
const classes = 3;
/** In the middle of the second epoch. */
const stop = stepsPerEpoch + 2;

/**
 * Checks a learning rule against its contract, on a network of four blocks with everything that has state (dropout,
 * batch normalisation, a residual sum, a dense layer), for 2 epochs of 4 steps on 16 images of 6x6x2:
 *
 * - losses are finite and belong to groups with a name; positions count the steps;
 * - a training that is saved in the second epoch and resumed in a new trainer gives the same bits as an uninterrupted
 *   one;
 * - class scores are [n, classes]; asking for gradients, where the rule gives them, changes nothing;
 * - no tensor is left behind, in a step or at the end.
 *
 * `plugins`: heads, losses and the like that its options name, in addition to the built-in ones. Needs a started
 * engine. Throws an error that says what is wrong.
 *
 * ```ts
 * await startEngine();
 * await checkTrainer(similarityMatching, { weight: 2 });
 * ```
 */
export async function checkTrainer(
  plugin: TrainerPlugin,
  options: object = {},
  { plugins = [] }: { readonly plugins?: readonly Plugin[] } = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-trainer-"));
  const scratch = () => mkdtempSync(join(folder, "scratch-"));
  const task = { options, epochs, plugins, scratch, note: () => undefined };
  try {
    await check(() => ruleTrainer(plugin, { ...task, batches: ruleBatches({ stepsPerEpoch }) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function check(start: () => ReturnType<typeof ruleTrainer>): Promise<void> {
  const tf = tensors();
  const before = tf.memory().numTensors;
  const whole = await start();
  const counts = await follow(whole.trainer);
  const [atFirst = 0, ...later] = counts.slice(-stepsPerEpoch);
  const growth = later.map((count, at) => count - (later[at - 1] ?? atFirst));
  if (growth.every((more) => more > 0)) throw new Error(`each step leaves ${growth.at(-1)} tensors behind`);
  checkScores(whole.trainer);
  const end = whole.trainer.save();
  checkGradients(whole.trainer, end);

  const [first, second] = [await start(), await start()];
  await follow(first.trainer, stop);
  second.trainer.load(first.trainer.save());
  if (!isDeepStrictEqual(second.trainer.position, first.trainer.position)) {
    throw new Error("load() does not bring back the position that save() wrote");
  }
  await follow(second.trainer);
  const other =
    otherThan(weightsOf(whole.network), weightsOf(second.network)) ?? otherState(end, second.trainer.save());
  if (other !== undefined) throw new Error(`a training that was saved and goes on ends with other values of ${other}`);
  for (const { trainer } of [whole, first, second]) trainer.dispose();
  const left = tf.memory().numTensors - before;
  if (left !== 0)
    throw new Error(left > 0 ? `${left} tensors are left behind at the end` : `${-left} tensors too many are disposed`);
}

/** Trains up to `most` steps, and counts the tensors after each. */
async function follow(trainer: Trainer, most = Infinity): Promise<number[]> {
  const counts: number[] = [];
  for await (const event of trainer.train()) {
    const { position } = trainer;
    for (const { group, loss } of event.losses) {
      if (group === "") throw new Error("a loss has no group's name");
      if (!Number.isFinite(loss)) throw new Error(`the loss of ${group} is ${loss} at epoch ${position.epoch}`);
    }
    if (event.kind === "step") counts.push(tensors().memory().numTensors);
    if (counts.length >= most) return counts;
  }
  if (counts.length > 0 && trainer.position.epoch !== epochs) {
    throw new Error(`train() ended at epoch ${trainer.position.epoch} of ${epochs}`);
  }
  return counts;
}

function checkScores(trainer: Trainer): void {
  const { x, y } = ruleBatches().train({ epoch: 50, step: 0 });
  const scores = trainer.predict(x);
  const { shape } = scores;
  tensors().dispose([x, y, scores]);
  if (!isDeepStrictEqual(shape, [x.shape[0], classes])) {
    throw new Error(`predict() gives [${shape.join(", ")}], not [${x.shape[0]}, ${classes}]`);
  }
}

function checkGradients(trainer: Trainer, state: TrainerState): void {
  const gradients = trainer.gradients?.({ epoch: 1, step: 0 });
  if (!gradients) return;
  tensors().dispose([...gradients.values()]);
  const other = otherState(state, trainer.save());
  if (other !== undefined) throw new Error(`gradients() changes ${other}: pass step on to descend as it is`);
}

const weightsOf = ({ blocks, classifier }: Network) =>
  new Map([...blocks, classifier].flatMap((module) => [...module.save()]));

function otherState(a: TrainerState, b: TrainerState): string | undefined {
  return (
    otherThan(a.arrays, b.arrays) ?? (isDeepStrictEqual(a.values, b.values) ? undefined : "position and running sums")
  );
}

/** The first array that differs between two states. */
function otherThan(a: TrainerState["arrays"], b: TrainerState["arrays"]): string | undefined {
  return [...new Set([...a.keys(), ...b.keys()])].find((key) => !isDeepStrictEqual(a.get(key), b.get(key)));
}
