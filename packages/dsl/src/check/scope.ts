import type { Json } from "@infoplane/contracts";

/** Variables that are visible at one place, innermost first. `undefined` from a value: its error is reported. */
export interface Scope {
  readonly name: string;
  readonly value: () => Json | undefined;
  readonly outer?: Scope | undefined;
}

export function findVariable(scope: Scope | undefined, name: string): Scope | undefined {
  for (let at = scope; at; at = at.outer) if (at.name === name) return at;
  return undefined;
}

export function variablesOf(scope: Scope | undefined): string[] {
  const names: string[] = [];
  for (let at = scope; at; at = at.outer) names.push(at.name);
  return names;
}

/** A scope with one more variable, computed when it is first asked for. */
export function bind(outer: Scope | undefined, name: string, compute: () => Json | undefined): Scope {
  let known: { readonly value: Json | undefined } | undefined;
  return { name, outer, value: () => (known ??= { value: compute() }).value };
}
