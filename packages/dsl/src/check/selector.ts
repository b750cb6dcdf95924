import { writeValue, type ArchitectureSpec, type Json } from "@infoplane/contracts";
import type { Argument } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { isWhole } from "./integer.ts";
import type { Scope } from "./scope.ts";

/** Columns by which a quantity selects among the records of a measure. */
export const selectorNames: readonly string[] = ["split", "block", "depth", "epoch"];

/** Blocks by their position, in a claim. */
export const places: readonly string[] = ["first", "middle", "last"];

type Rule = (value: Json, architecture: ArchitectureSpec | undefined) => string | undefined;

/** What each column must be; undefined if it is valid. */
const rules: Readonly<Record<string, Rule>> = {
  split: (value) => (value === "train" || value === "test" ? undefined : "train or test"),
  block: (value, architecture) => {
    const names = [...places, ...(architecture?.blocks.map(({ name }) => name) ?? [])];
    const known = architecture ? names.some((name) => name === value) : typeof value === "string";
    return known ? undefined : `first, middle, last or a block's name (${names.slice(places.length, 11).join(", ")})`;
  },
  depth: (value, architecture) => {
    const most = architecture?.blocks.length ?? Infinity;
    return isWhole(value, 1) && value <= most ? undefined : `a block's position from 1 to ${most}`;
  },
  epoch: (value) => (value === "end" || isWhole(value, 0) ? undefined : "end or a number of epochs"),
};

export function checkSelector(
  context: CheckContext,
  selecting: ReadonlyMap<string, Argument>,
  { scope, architecture }: { readonly scope: Scope | undefined; readonly architecture: ArchitectureSpec | undefined },
): Record<string, Json> | undefined {
  const selector: Record<string, Json> = {};
  let sound = true;
  for (const [key, { value: expression }] of selecting) {
    const value = evaluate(expression, scope, context.accept.bind(context));
    const expected = value === undefined ? undefined : rules[key]?.(value, architecture);
    if (value !== undefined && expected !== undefined) {
      context.accept(messages.wrongSelector(expression.span, key, expected, describe(value)));
    }
    if (value === undefined || expected !== undefined) sound = false;
    else selector[key] = value;
  }
  return sound ? selector : undefined;
}

/** `nhsic(X, Z)` and `block: last` make `nhsic(X, Z, block: last)`. */
export function writeSelected(label: string, selector: Readonly<Record<string, Json>>): string {
  const { split, ...others } = selector;
  const part = typeof split === "string" && !label.includes(`(${split})`) ? [split] : [];
  const texts = [...part, ...Object.entries(others).map(([key, value]) => `${key}: ${writeValue(value)}`)];
  if (texts.length === 0) return label;
  return label.endsWith(")") ? `${label.slice(0, -1)}, ${texts.join(", ")})` : `${label}(${texts.join(", ")})`;
}
