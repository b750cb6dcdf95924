/** For the declarations of trainers: the options and groupings of the built-in rules. Loads no engine. */
export { cutBlocks } from "./groupwise/cut.ts";
export { groupsOf, groupsOption, localOptions, localRecipe, lossOptions } from "./groupwise/local-options.ts";
export { recipeHeads } from "./groupwise/recipe.ts";
export { trainedBlocks } from "./local/trained-blocks.ts";
