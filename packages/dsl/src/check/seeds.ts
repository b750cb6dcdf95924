import type { RangeItem } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { languageDefault, type CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { isWhole } from "./integer.ts";
import { evaluateRange } from "./range.ts";
import type { Scope } from "./scope.ts";

/** The seeds of the run. Without a statement there is one: no verdict, but a run. */
export function checkSeeds(context: CheckContext, items: readonly RangeItem[] | undefined, scope?: Scope): number[] {
  if (!items) {
    context.origins["seeds"] = languageDefault;
    return [1];
  }
  const accept = context.accept.bind(context);
  const seeds = new Set<number>();
  for (const item of items) {
    for (const seed of evaluateRange(item, scope, accept, messages.wrongSeed)) {
      if (!isWhole(seed, 0)) accept(messages.wrongSeed(item.span, describe(seed)));
      else if (seeds.has(seed)) accept(messages.duplicateSeed(item.span, seed));
      else seeds.add(seed);
    }
    context.origins["seeds"] = context.originOf(item.span);
  }
  return [...seeds];
}
