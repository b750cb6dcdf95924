import type { Json } from "@infoplane/contracts";
import type { Argument } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { ClaimsAsk } from "./claims.ts";
import type { CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { isWhole } from "./integer.ts";

/** Columns by which a quantity chooses among the records of a measure. */
export const selectorNames: readonly string[] = ["split", "layer", "depth", "epoch"];

type Rule = (value: Json, ask: ClaimsAsk) => string | undefined;

/** What each column must be; undefined when it is. */
const rules: Readonly<Record<string, Rule>> = {
  split: (value) => (value === "train" || value === "test" ? undefined : "train or test"),
  layer: (value, { architecture }) => {
    const names = ["first", "middle", "last", ...(architecture?.blocks.map(({ name }) => name) ?? [])];
    const known = architecture ? names.some((name) => name === value) : typeof value === "string";
    return known ? undefined : `first, middle, last or a block's name (${names.slice(3, 11).join(", ")})`;
  },
  depth: (value, { architecture }) => {
    const most = architecture?.blocks.length ?? Infinity;
    return isWhole(value, 1) && value <= most ? undefined : `a block's place from 1 to ${most}`;
  },
  epoch: (value) => (value === "end" || isWhole(value, 0) ? undefined : "end or a number of epochs"),
};

export function checkSelector(
  context: CheckContext,
  selecting: ReadonlyMap<string, Argument>,
  ask: ClaimsAsk,
): Record<string, Json> | undefined {
  const selector: Record<string, Json> = {};
  let sound = true;
  for (const [key, { value: expression }] of selecting) {
    const value = evaluate(expression, ask.scope, context.accept.bind(context));
    const expected = value === undefined ? undefined : rules[key]?.(value, ask);
    if (value !== undefined && expected !== undefined) {
      context.accept(messages.wrongSelector(expression.span, key, expected, describe(value)));
    }
    if (value === undefined || expected !== undefined) sound = false;
    else selector[key] = value;
  }
  return sound ? selector : undefined;
}
