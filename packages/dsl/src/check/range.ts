import type { Diagnostic, Json, Span } from "@infoplane/contracts";
import type { RangeItem } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { isWhole } from "./integer.ts";
import type { Scope } from "./scope.ts";

const longest = 1000;

/** The values of `1..5`, or of a single expression; empty if something is wrong. */
export function evaluateRange(
  { from, to, span }: RangeItem,
  scope: Scope | undefined,
  accept: (diagnostic: Diagnostic) => void,
  wrong: (span: Span, found: string) => Diagnostic,
): Json[] {
  const first = evaluate(from, scope, accept);
  if (!to) return first === undefined ? [] : [first];
  const last = evaluate(to, scope, accept);
  if (first === undefined || last === undefined) return [];
  if (!isWhole(first, 0) || !isWhole(last, 0)) {
    accept(isWhole(first, 0) ? wrong(to.span, describe(last)) : wrong(from.span, describe(first)));
    return [];
  }
  if (last < first) {
    accept(messages.reversedRange(span, first, last));
    return [];
  }
  if (last - first >= longest) {
    accept(messages.rangeTooLong(span, longest));
    return [];
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
