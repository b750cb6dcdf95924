import {
  defineLoss,
  defineOptimizer,
  defineSchedule,
  defineTrainer,
  pluginRef,
  pluginRefOr,
  ShapeError,
  type BlockSpec,
  type Plugin,
  type PluginRef,
} from "@infoplane/contracts";
import { z } from "zod";
import { notRun } from "./not-run.ts";

const one = (blocks: readonly BlockSpec[]) => [blocks.map((_, i) => i)];
const local = { loss: pluginRefOr("loss", "cross-entropy"), head: pluginRefOr("head", "linear") };
const pairOf = ({ head, loss }: { readonly head: PluginRef; readonly loss: PluginRef }) => [{ head, loss }];

const losses = [
  defineLoss({
    name: "cross-entropy",
    summary: "For tests",
    options: z.strictObject({ smoothing: z.number().min(0).max(1).default(0) }),
    needs: "logits",
    create: notRun,
  }),
  defineLoss({
    name: "contrastive",
    summary: "For tests",
    options: z.strictObject({ temperature: z.number().gt(0).default(0.1) }),
    positional: ["temperature"],
    needs: "features",
    create: notRun,
  }),
];

const optimizers = [
  defineOptimizer({
    name: "adam",
    summary: "For tests",
    options: z.strictObject({ rate: z.number().gt(0).default(1e-3), epsilon: z.number().gt(0).default(1e-7) }),
    positional: ["rate"],
    create: notRun,
  }),
  defineOptimizer({
    name: "sgd",
    summary: "For tests",
    options: z.strictObject({ rate: z.number().gt(0), momentum: z.number().min(0).lt(1).default(0.9) }),
    positional: ["rate"],
    create: notRun,
  }),
  defineSchedule({
    name: "constant",
    summary: "For tests",
    options: z.strictObject({}),
    create: notRun,
  }),
  defineSchedule({
    name: "multistep",
    summary: "For tests",
    options: z.strictObject({ at: z.array(z.number().int()), factor: z.number().default(0.1) }),
    create: notRun,
  }),
];

const trainers = [
  defineTrainer({
    name: "e2e",
    summary: "For tests",
    options: z.strictObject({ loss: pluginRefOr("loss", "cross-entropy") }),
    grouping: (_, blocks) => one(blocks),
    heads: ({ loss }) => [{ loss }],
    accumulates: true,
    create: notRun,
  }),
  defineTrainer({
    name: "per-layer",
    summary: "For tests",
    options: z.strictObject({
      ...local,
      classifier: z.enum(["own", "detached"]).default("own"),
      regulariser: pluginRef("loss").optional(),
    }),
    grouping: (_, blocks) => blocks.map((__, i) => [i]),
    heads: ({ head, loss, regulariser }) => [
      ...pairOf({ head, loss }),
      ...(regulariser ? [{ head: { name: "projection", options: {} }, loss: regulariser }] : []),
    ],
    create: notRun,
  }),
  defineTrainer({
    name: "per-block",
    summary: "For tests",
    options: z.strictObject({ k: z.number().int().min(1), ...local }),
    positional: ["k"],
    grouping: ({ k }, blocks) => {
      if (k > blocks.length)
        throw new ShapeError(`${k} groups of ${blocks.length} blocks`, `ask for ${blocks.length} at most`);
      return blocks.map((_, i) => [i]).slice(-k);
    },
    heads: pairOf,
    create: notRun,
  }),
  defineTrainer({
    name: "deep-supervision",
    summary: "For tests",
    options: z.strictObject({ head: pluginRef("head"), loss: local.loss }),
    grouping: (_, blocks) => one(blocks),
    heads: pairOf,
    create: notRun,
  }),
  defineTrainer({
    name: "frozen-random",
    summary: "For tests",
    options: z.strictObject({ loss: pluginRef("loss").optional() }),
    grouping: (_, blocks) => one(blocks),
    heads: () => [],
    create: notRun,
  }),
];

export const training: readonly Plugin[] = [...losses, ...optimizers, ...trainers];
