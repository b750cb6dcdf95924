/**
 * For authors of trainers: the parts of the built-in rules. Import it inside `create`: it loads the engine.
 *
 * The loop: a {@link LearningRule} says what one step is, {@link StepTrainer} runs it over epochs and saves its state.
 */
export { onlyDisposed, StepTrainer, type LearningRule, type OwnedBatch, type Part } from "./local/step-trainer.ts";
/** One gradient update: a {@link Unit} is modules with an optimizer; {@link descend} minimises an objective in it. */
export { descend, type Apply, type Objective, type Step, type Unit } from "./local/descend.ts";
export { createUnit, partsOf } from "./local/unit.ts";
export { stepGradients } from "./local/step-gradients.ts";
export { classScores, trainClassifier } from "./local/classifier.ts";
export { forward } from "@infoplane/models";
export { oneHot } from "./local/one-hot.ts";
/** Groups of blocks with one loss each: a {@link Recipe} says which losses are evaluated where, a stage who trains. */
export { assembleGroups, joinGroups, type LocalTerm, type Recipe } from "./groupwise/recipe.ts";
export type { Group, Term } from "./groupwise/group.ts";
export { createGroupwiseTrainer } from "./groupwise/groupwise-trainer.ts";
export type { Stage } from "./groupwise/stage.ts";
