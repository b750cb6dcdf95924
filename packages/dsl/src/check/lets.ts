import type { Diagnostic } from "@infoplane/contracts";
import type { LetStatement } from "../ast/ast.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope, Variable } from "./scope.ts";

/**
 * The variables of a file, each seeing those before it. Without `accept` a wrong one is reported only where it is used:
 * before the data set is known, a variable may well hold `classes`.
 */
export function bindLets(
  outer: Scope | undefined,
  lets: readonly LetStatement[],
  accept?: (diagnostic: Diagnostic) => void,
): Scope {
  const variables = new Map<string, Variable>();
  const scope: Scope = { variables, outer };
  for (const { name, value: expression } of lets) {
    let problem: Diagnostic | undefined;
    const value = evaluate(expression, scope, accept ?? ((diagnostic) => (problem ??= diagnostic)));
    variables.set(name.text, { value, problem });
  }
  return scope;
}
