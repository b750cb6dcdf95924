import { exitCodes, InfoplaneError, type ArmSpec, type Experiment } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import { unknownArm } from "../messages.ts";
import { isObject } from "../is-object.ts";

/** One setting in which two arms differ. `undefined`: only the other arm has it. */
export interface Difference {
  /** Dotted path within the arm: `training.trainer`, `training.optimizer.options.rate`. */
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/**
 * Every setting in which arm `a` (left) and arm `b` (right) differ. All arms of an experiment share data, architecture
 * and seeds, so arms that differ only in granularity have one difference, `training.trainer`. Replacing a plugin is one
 * difference, options included. Throws InfoplaneError for an unknown arm.
 */
export function armDifference(experiment: Experiment, a: string, b: string): Difference[] {
  return difference("training", findArm(experiment, a).training, findArm(experiment, b).training);
}

function findArm(experiment: Experiment, name: string): ArmSpec {
  const arm = experiment.arms.find((candidate) => candidate.name === name);
  if (arm) return arm;
  const names = experiment.arms.map((candidate) => candidate.name);
  throw new InfoplaneError(unknownArm(name, names), exitCodes.wrongExperiment);
}

/** The same for any two JSON values; paths start with `path`. */
export function difference(path: string, left: unknown, right: unknown): Difference[] {
  if (isObject(left) && isObject(right) && !isReplaced(left, right)) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return keys.flatMap((key) => difference(`${path}.${key}`, left[key], right[key]));
  }
  return isSame(left, right) ? [] : [{ path, left, right }];
}

/** The options of two different plugins are not compared one by one. */
function isReplaced(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  return "options" in left && "options" in right && left["name"] !== right["name"];
}

function isSame(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalJson(left) === canonicalJson(right);
}
