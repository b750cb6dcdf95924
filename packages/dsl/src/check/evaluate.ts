import type { Diagnostic, Json } from "@infoplane/contracts";
import type { Arithmetic, Call, Expression, List } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { describe } from "./describe.ts";
import { findVariable, meantVariable, type Scope } from "./scope.ts";

type Accept = (diagnostic: Diagnostic) => void;
const mostValues = 100_000;
const words = new Map<string, Json>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const sizes = new WeakMap<readonly Json[], number>();

/** The value of an expression; undefined if it has none, which is then reported. A free name is its own text. */
export function evaluate(expression: Expression, scope: Scope | undefined, accept: Accept): Json | undefined {
  switch (expression.kind) {
    case "number":
      if (Number.isFinite(expression.value)) return expression.value;
      accept(messages.notFinite(expression.span));
      return undefined;
    case "text":
    case "size":
      return expression.value;
    case "list":
      return evaluateList(expression, scope, accept);
    case "call":
      return evaluateName(expression, scope, accept);
    case "negative": {
      const value = numberFrom(expression.value, scope, accept);
      return value === undefined ? undefined : -value;
    }
    case "arithmetic":
      return evaluateArithmetic(expression, scope, accept);
  }
}

function evaluateName(call: Call, scope: Scope | undefined, accept: Accept): Json | undefined {
  const name = call.name.text;
  if (call.args) {
    accept(messages.notAValue(call.span, name));
    return undefined;
  }
  const variable = findVariable(scope, name);
  if (variable) {
    if (variable.problem) accept(variable.problem);
    return variable.value;
  }
  if (name === "classes") {
    accept(messages.unknownClasses(call.span));
    return undefined;
  }
  return words.has(name) ? words.get(name) : name;
}

function evaluateList(list: List, scope: Scope | undefined, accept: Accept): Json | undefined {
  const items = list.items.map((item) => evaluate(item, scope, accept));
  if (items.includes(undefined)) return undefined;
  const values = items as Json[];
  const size = values.reduce<number>(
    (sum, item) => sum + (Array.isArray(item) ? (sizes.get(item) ?? item.length) : 1),
    0,
  );
  // A few variables that contain each other twice would not fit into memory once written out.
  if (size > mostValues) {
    accept(messages.valueTooLarge(list.span, mostValues));
    return undefined;
  }
  sizes.set(values, size);
  return values;
}

function evaluateArithmetic({ first, rest, span }: Arithmetic, scope: Scope | undefined, accept: Accept) {
  let result = numberFrom(first, scope, accept);
  for (const { operator, value } of rest) {
    const operand = numberFrom(value, scope, accept);
    if (result === undefined || operand === undefined) result = undefined;
    else if (operator === "+") result += operand;
    else if (operator === "-") result -= operand;
    else if (operator === "*") result *= operand;
    else result /= operand;
  }
  if (result === undefined || Number.isFinite(result)) return result;
  accept(messages.notFinite(span));
  return undefined;
}

function numberFrom(expression: Expression, scope: Scope | undefined, accept: Accept): number | undefined {
  const value = evaluate(expression, scope, accept);
  if (value === undefined || typeof value === "number") return value;
  const hint = expression.kind === "call" && expression.name.text === value ? meantVariable(value, scope) : undefined;
  accept(messages.notANumber(expression.span, describe(value), hint));
  return undefined;
}
