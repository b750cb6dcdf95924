import type { Diagnostic, Json } from "@infoplane/contracts";
import { suggest } from "../nearest.ts";

export interface Variable {
  /** Undefined if its declaration is wrong. */
  readonly value: Json | undefined;
  /** What to report where it is used, if the declaration itself was not reported. */
  readonly problem?: Diagnostic | undefined;
}

/** Variables that are visible at one position, innermost first. */
export interface Scope {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly outer?: Scope | undefined;
}

export function findVariable(scope: Scope | undefined, name: string): Variable | undefined {
  for (let at = scope; at; at = at.outer) {
    const variable = at.variables.get(name);
    if (variable) return variable;
  }
  return undefined;
}

function variablesOf(scope: Scope | undefined): string[] {
  return scope ? [...scope.variables.keys(), ...variablesOf(scope.outer)] : [];
}

/** A scope with one more variable. */
export function bind(outer: Scope | undefined, name: string, value: Json | undefined): Scope {
  return { variables: new Map([[name, { value }]]), outer };
}

/** A hint for an undeclared name that may be meant as a variable: `width-1` is a name, `width - 1` a difference. */
export function meantVariable(name: string, scope: Scope | undefined): string | undefined {
  const known = variablesOf(scope);
  const parts = name.split("-");
  for (let i = 1; i < parts.length; i++) {
    const [left, right] = [parts.slice(0, i).join("-"), parts.slice(i).join("-")];
    if (known.includes(left) && (known.includes(right) || /^\d+$/.test(right))) return `write \`${left} - ${right}\``;
  }
  return suggest(name, known, "variable");
}
