import { isName, writeValue, type Json } from "@infoplane/contracts";
import type { Call, Setting, TrainStatement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { checkNameLength, type CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { isWhole } from "./integer.ts";
import { mergeSettings } from "./model.ts";
import { evaluateRange } from "./range.ts";
import { evaluate } from "./evaluate.ts";
import { bind, type Scope } from "./scope.ts";

/** An arm assembled from its statements, with nothing resolved yet. */
export interface ArmDraft {
  readonly name: string;
  readonly at: TrainStatement;
  readonly trainer: Call;
  /** Including those of `train *`. */
  readonly settings: readonly Setting[];
  readonly scope: Scope | undefined;
}

export interface ArmDrafts {
  readonly defaults: readonly Setting[];
  readonly arms: readonly ArmDraft[];
}

/** One statement for one arm: loops unrolled. */
interface Round {
  readonly name: string;
  readonly at: TrainStatement;
  readonly scope: Scope | undefined;
}

/**
 * Assembles arms level by level (file, then profile): a later level wins over an earlier one, and within a level an
 * arm's own settings win over those of `train *`; a repeated trainer replaces the previous one.
 */
export function draftArms(
  context: CheckContext,
  levels: readonly (readonly TrainStatement[])[],
  scope: Scope | undefined,
): ArmDrafts {
  let defaults: readonly Setting[] = [];
  const arms = new Map<string, ArmDraft>();
  for (const statements of levels) {
    const rounds: Round[] = [];
    let shared: readonly Setting[] = [];
    for (const at of statements) {
      if (at.arm.text !== "*") rounds.push(...unroll(context, at, scope));
      else {
        if (at.trainer) context.accept(messages.defaultsWithTrainer(at.trainer.span));
        shared = mergeSettings(shared, at.settings);
      }
    }
    defaults = mergeSettings(defaults, shared);
    for (const [name, arm] of arms) arms.set(name, { ...arm, settings: mergeSettings(arm.settings, shared) });
    // Arms first, so that settings may come before or after the arm they belong to.
    const here = new Set<string>();
    for (const { name, at, scope: inner } of rounds) {
      if (!at.trainer) continue;
      if (here.has(name)) context.accept(messages.duplicateArm(at.arm.span, name));
      checkNameLength(context, at.arm.span, "an arm", name);
      here.add(name);
      const settings = mergeSettings(arms.get(name)?.settings ?? defaults, at.settings);
      arms.set(name, { name, at, trainer: at.trainer, settings, scope: inner });
    }
    for (const { name, at } of rounds) {
      if (at.trainer) continue;
      const arm = arms.get(name);
      if (arm) arms.set(name, { ...arm, settings: mergeSettings(arm.settings, at.settings) });
      else context.accept(messages.armWithoutTrainer(at.arm.span, name, [...arms.keys()]));
    }
  }
  return { defaults, arms: [...arms.values()] };
}

const hole = /\{([^}]*)\}/g;

function unroll(context: CheckContext, at: TrainStatement, scope: Scope | undefined): Round[] {
  const { arm, loop } = at;
  const holes = [...arm.text.matchAll(hole)].map((match) => match[1] ?? "");
  const strange = holes.find((name) => name !== loop?.variable.text);
  if (strange !== undefined) {
    context.accept(messages.unknownVariable(arm.span, strange));
    return [];
  }
  if (!loop) return [{ name: arm.text, at, scope }];
  if (holes.length === 0) {
    context.accept(messages.loopNotUsed(arm.span, loop.variable.text));
    return [];
  }
  return loopValues(context, at, scope).flatMap((value) => {
    const name = arm.text.replace(hole, typeof value === "string" ? value : writeValue(value));
    if (isName(name)) return [{ name, at, scope: bind(scope, loop.variable.text, value) }];
    context.accept(messages.wrongArmName(arm.span, name));
    return [];
  });
}

function loopValues(context: CheckContext, { loop }: TrainStatement, scope: Scope | undefined): Json[] {
  if (!loop) return [];
  const accept = context.accept.bind(context);
  const { values: range } = loop;
  const listed = range.to ? undefined : evaluate(range.from, scope, accept);
  const values = range.to
    ? evaluateRange(range, scope, accept, messages.wrongLoopValue)
    : Array.isArray(listed)
      ? (listed as readonly Json[])
      : listed === undefined
        ? []
        : [listed];
  return values.filter((value) => {
    const fits = isWhole(value, 0) || (typeof value === "string" && /^[\w-]+$/.test(value));
    if (!fits) accept(messages.wrongLoopValue(range.span, describe(value)));
    return fits;
  });
}
