import type { Diagnostic, Json } from "@infoplane/contracts";

export interface Variable {
  /** Undefined when its declaration is wrong. */
  readonly value: Json | undefined;
  /** What to say where it is used, when the declaration itself was not reported. */
  readonly problem?: Diagnostic | undefined;
}

/** Variables that are visible at one place, innermost first. */
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

export function variablesOf(scope: Scope | undefined): string[] {
  return scope ? [...scope.variables.keys(), ...variablesOf(scope.outer)] : [];
}

/** A scope with one more variable. */
export function bind(outer: Scope | undefined, name: string, value: Json | undefined): Scope {
  return { variables: new Map([[name, { value }]]), outer };
}
