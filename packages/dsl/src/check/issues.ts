import { writeValue, type Json, type PluginBase, type Span } from "@infoplane/contracts";
import type { z } from "zod";
import type { Expression } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { suggest } from "../nearest.ts";
import type { CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { meantVariable, type Scope } from "./scope.ts";

type Issue = z.core.$ZodIssue;

/** What a schema rejected, in the words of the language and at the position of the value. */
export function reportIssues(
  context: CheckContext,
  plugin: PluginBase,
  issues: readonly Issue[],
  values: Readonly<Record<string, Json>>,
  written: ReadonlyMap<string, Expression>,
  { at, scope }: { readonly at: Span; readonly scope: Scope | undefined },
): void {
  for (const issue of issues) {
    const [key, ...path] = issue.path;
    if (typeof key !== "string") {
      context.accept(messages.refusedOptions(at, plugin.name, issue.message));
      continue;
    }
    const value = path.reduce<Json | undefined>((inner, step) => member(inner, step), values[key]);
    const option = [key, ...path.map((step) => (typeof step === "number" ? step + 1 : String(step)))].join(" ");
    if (value === undefined) {
      context.accept(messages.missingOption(at, plugin.name, option, expectation(issue)));
      continue;
    }
    const expression = written.get(key);
    const span = expression ? spanOfMember(expression, path) : at;
    context.accept(
      messages.wrongOption(span, plugin.name, option, expectation(issue), describe(value), hint(issue, value, scope)),
    );
  }
}

function member(value: Json | undefined, step: PropertyKey): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Record<PropertyKey, Json>)[step];
}

function spanOfMember(expression: Expression, path: readonly PropertyKey[]): Span {
  const [step, ...rest] = path;
  const item = expression.kind === "list" && typeof step === "number" ? expression.items[step] : undefined;
  return item ? spanOfMember(item, rest) : expression.span;
}

const types: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "a name or text",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a plugin's name",
  null: "null",
};

/** What the schema expects, to follow "must be". */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return types[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `${issue.values.length > 1 ? "one of " : ""}${issue.values.map((v) => writeValue(v as Json)).join(", ")}`;
    case "too_small":
      return limit(issue.origin, issue.inclusive === false ? "more than" : "at least", issue.minimum);
    case "too_big":
      return limit(issue.origin, issue.inclusive === false ? "less than" : "at most", issue.maximum);
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_union":
      return (
        [...new Set(issue.errors.flatMap((branch) => branch.slice(0, 1).map(expectation)))].join(" or ") ||
        "another value"
      );
    default:
      return `valid (${issue.message})`;
  }
}

function limit(origin: string, relation: string, bound: number | bigint): string {
  if (origin === "array") return `a list of ${relation} ${bound}`;
  if (origin === "string") return `a text of ${relation} ${bound} characters`;
  return `${relation} ${bound}`;
}

function hint(issue: Issue, value: Json, scope: Scope | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  if (issue.code === "invalid_value")
    return suggest(
      value,
      issue.values.filter((known) => typeof known === "string"),
    );
  // An undeclared name stands for itself: perhaps a variable was meant.
  return meantVariable(value, scope);
}
