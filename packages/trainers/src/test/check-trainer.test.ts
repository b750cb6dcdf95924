import { defineTrainer, z, type TrainerContext, type TrainerPlugin } from "@infoplane/contracts";
import { startEngine, tensors } from "@infoplane/engine";
import { beforeAll, expect, it } from "vitest";
import { classScores, createUnit, descend, partsOf, StepTrainer, type LearningRule } from "../author.ts";
import { trainerPlugins } from "../plugins.ts";
import { checkTrainer } from "./check-trainer.ts";

beforeAll(async () => {
  await startEngine({ threads: 1 });
});

/** End-to-end descent with a fault. */
function faulty(fault: (rule: LearningRule, context: TrainerContext) => Partial<LearningRule>): TrainerPlugin {
  return defineTrainer({
    name: "faulty",
    summary: "",
    options: z.strictObject({}),
    grouping: (_, blocks) => [blocks.map((_block, index) => index)],
    heads: () => [{ loss: { name: "cross-entropy", options: {} } }],
    create(_, context) {
      const { blocks, classifier } = context.network;
      const path = [...blocks, classifier];
      const unit = createUnit(path, context);
      const loss = context.createLoss({ name: "cross-entropy", options: {} });
      const rule: LearningRule = {
        groups: ["classifier"],
        parts: partsOf([unit]),
        step({ x, y }, step) {
          const seen = { classes: context.network.spec.classes, input: x, groupInput: x };
          const { loss: value } = descend(
            unit,
            (apply) => ({
              loss: loss.value(
                path.reduce((input, module) => apply(module, input), x),
                y,
                seen,
              ),
            }),
            step,
          );
          return [{ group: "classifier", loss: value }];
        },
        predict: (x, at) => classScores(path, x, at),
      };
      return new StepTrainer(context, { ...rule, ...fault(rule, context) });
    },
  });
}

it.each(trainerPlugins.filter((plugin): plugin is TrainerPlugin => plugin.kind === "trainer"))(
  "accepts the built-in rule $name",
  async (plugin) => {
    const needs: Readonly<Record<string, object>> = { e2e: { loss: { name: "cross-entropy", options: {} } } };
    await expect(checkTrainer(plugin, needs[plugin.name] ?? {})).resolves.toBeUndefined();
  },
);

it("accepts a correct custom rule", async () => {
  await expect(checkTrainer(faulty(() => ({})))).resolves.toBeUndefined();
});

it.each<[string, RegExp, Parameters<typeof faulty>[0]]>([
  [
    "a module without a part",
    /^classifier has trained, and no part saves it/,
    ({ parts }) => ({
      parts: parts.filter(([, part]) => !("spec" in part && (part.spec as { name: string }).name === "classifier")),
    }),
  ],
  [
    "an optimizer without a part",
    /ends with other values of/,
    ({ parts }) => ({ parts: parts.filter(([prefix]) => !prefix.startsWith("optimizer/")) }),
  ],
  [
    "a tensor leaked in each step",
    /^each step leaves 1 tensors behind/,
    (rule) => ({ step: (batch, at) => (tensors().keep(tensors().scalar(1)), rule.step(batch, at)) }),
  ],
  [
    "scores of another shape",
    /^predict\(\) gives \[16\]/,
    (rule) => ({ predict: (x, at) => tensors().tidy(() => tensors().max(rule.predict(x, at), 1)) }),
  ],
  [
    "gradients that train",
    /^gradients\(\) changes network\//,
    (rule, { batches }) => ({
      gradients(at) {
        const { x, y } = batches.train(at);
        rule.step({ x, y, dispose: () => undefined }, { at, learningRateScale: 1 });
        tensors().dispose([x, y]);
        return new Map();
      },
    }),
  ],
])("refuses %s", async (_, message, fault) => {
  const tf = tensors();
  tf.engine().startScope();
  try {
    await expect(checkTrainer(faulty(fault))).rejects.toThrow(message);
  } finally {
    tf.engine().endScope();
  }
});
