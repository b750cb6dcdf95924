import type { ExamplesOf } from "@infoplane/contracts/test";
import type * as messages from "./messages.ts";

/** Arguments for every message of this folder: test/messages writes what they say. */
export const examples: ExamplesOf<typeof messages> = {
  noFont: [[]],
  figureFailed: [["Accuracy", "Invalid array length"]],
  figureLeftOut: [["Accuracy", "Invalid array length."]],
  noFigure: [["a text"]],
  noText: [["caption"]],
  noSpec: [["a number"]],
  notPlain: [["a function"]],
  circular: [[]],
  tooDeep: [[1000]],
  tooManyValues: [[1000]],
  tooManyPoints: [[1000]],
  ownPrototype: [[]],
  leadsOut: [["url"]],
  tooLarge: [[1000]],
  inSpec: [
    [["data", "values"], "it holds a function, which JSON does not know"],
    [[], "it holds itself"],
  ],
  tooManyMarks: [[1000]],
  linked: [[]],
  tookTooLong: [[60]],
  tookTooMuch: [[2000]],
  drawerDied: [
    ["signal SIGKILL", ""],
    ["exit code 1", "first\nlast words"],
  ],
  noDrawer: [["EACCES: permission denied"]],
  slowDrawer: [[60]],
};
