/**
 * For authors of trainers: the parts that the built-in rules are made of. Import it inside `create`, for it loads the engine.
 *
 * The loop: a {@link LearningRule} says what one step is, and {@link StepTrainer} runs it over epochs and saves its state.
 */
export { onlyDisposed, StepTrainer, type LearningRule, type OwnedBatch, type Part } from "./local/step-trainer.ts";
/** One update by gradients: a {@link Unit} is modules with their optimizer, {@link descend} minimises an objective in it. */
export { descend, type Apply, type Objective, type Step, type Unit } from "./local/descend.ts";
export { createUnit, partsOf } from "./local/unit.ts";
export { stepGradients } from "./local/step-gradients.ts";
export { classScores, trainClassifier } from "./local/classifier.ts";
export { forward } from "@infoplane/models";
export { oneHot } from "./local/one-hot.ts";
/** Groups of blocks with a loss each: a {@link Recipe} says which losses are evaluated where, stages who trains when. */
export { assembleGroups, joinGroups, type LocalTerm, type Recipe } from "./groupwise/recipe.ts";
export type { Group, Term } from "./groupwise/group.ts";
export { createGroupwiseTrainer } from "./groupwise/groupwise-trainer.ts";
export type { Stage } from "./groupwise/stage.ts";
