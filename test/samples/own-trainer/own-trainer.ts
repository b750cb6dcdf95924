import { defineTrainer, pluginRefOr, z, type BoundLoss, type Plugin, type TrainerContext } from "@infoplane/contracts";
import { cutBlocks } from "@infoplane/trainers/author-options";

/**
 * Block coordinate descent: all blocks share the end-to-end loss, and in each epoch one of them trains, in turn; the others
 * are constants. Each has an optimizer of its own. The classifier is the last in turn.
 */
export const oneAtATime = defineTrainer({
  name: "one-at-a-time",
  summary: "end-to-end loss, of which one block follows the gradient in each epoch",
  options: z.strictObject({
    loss: pluginRefOr("loss", "cross-entropy").describe("loss at the classifier"),
  }),
  grouping: (_, blocks) => cutBlocks(blocks, 1),
  heads: ({ loss }) => [{ loss }],
  create: async ({ loss }, context) => {
    const { StepTrainer } = await import("@infoplane/trainers/author");
    return new StepTrainer(context, await createRule(context, context.createLoss(loss)));
  },
});

async function createRule({ network, ...context }: TrainerContext, loss: BoundLoss) {
  const { classScores, createUnit, descend, forward, partsOf } = await import("@infoplane/trainers/author");
  type Rule = import("@infoplane/trainers/author").LearningRule;
  const path = [...network.blocks, network.classifier];
  const units = path.filter(({ parameters }) => parameters.length > 0).map((module) => createUnit([module], context));
  const name = network.blocks.at(-1)?.spec.name ?? network.classifier.spec.name;
  const rule: Rule = {
    groups: [name],
    parts: partsOf(units),
    step({ x, y }, step) {
      const unit = units[step.at.epoch % units.length];
      if (!unit) return [];
      const mode = { training: true, at: step.at };
      const { loss: value } = descend(
        unit,
        (apply) => {
          const scores = path.reduce(
            (input, module) => (unit.modules.includes(module) ? apply(module, input) : forward(module, input, mode)),
            x,
          );
          const seen = { classes: network.spec.classes, input: x, groupInput: x };
          return { loss: loss.value(scores, y, seen) };
        },
        step,
      );
      return [{ group: name, loss: value }];
    },
    predict: (x, at) => classScores(path, x, at),
  };
  return rule;
}

export const plugins: Plugin[] = [oneAtATime];
