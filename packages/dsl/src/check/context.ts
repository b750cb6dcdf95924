import type { Diagnostic, Origin, Registry, Span } from "@infoplane/contracts";
import * as messages from "../messages.ts";

/** What every check receives. */
export interface CheckContext {
  readonly registry: Registry;
  readonly accept: (diagnostic: Diagnostic) => void;
  /** Where a value at this position comes from: the file, the profile or the command line. */
  originOf(span: Span): Origin;
  readonly origins: Origins;
  /** Set if several checks follow one another. */
  readonly stages?: Stages;
}

/** Runs a stage of a check, whose result depends only on the inputs `of`. */
export function inStage<T>(
  context: CheckContext,
  name: string,
  of: readonly unknown[],
  check: (context: CheckContext) => T,
): T {
  return context.stages ? context.stages.run(context, name, of, check) : check(context);
}

/**
 * The stages of consecutive checks with the same flags and plugins, such as one per profile. A stage with the same
 * inputs (the same objects) as in the previous check is not run again: its result and diagnostics are reused, but not
 * the origins that it noted.
 */
export class Stages {
  readonly #last = new Map<string, { of: readonly unknown[]; answer: unknown; said: readonly Diagnostic[] }>();

  run<T>(context: CheckContext, name: string, of: readonly unknown[], check: (context: CheckContext) => T): T {
    const last = this.#last.get(name);
    const isSame = last?.of.length === of.length && last.of.every((input, index) => input === of[index]);
    const said: Diagnostic[] = [];
    const answer = isSame
      ? (last.answer as T)
      : check({ ...context, accept: (diagnostic) => void said.push(diagnostic) });
    const stage = isSame ? last : { of, answer, said };
    this.#last.set(name, stage);
    stage.said.forEach(context.accept);
    return answer;
  }
}

/** Origins by dotted path; see `Experiment.origins`. */
export type Origins = Record<string, Origin>;

/** Adds the origins of a part under the path of that part. */
export function addOrigins(into: Origins, path: string, origins: Readonly<Origins>): void {
  for (const [key, origin] of Object.entries(origins)) into[`${path}.${key}`] = origin;
}

/** Defaults that belong to the language rather than to a plugin. */
export const languageDefault: Origin = { kind: "default", plugin: "language" };

/** A file name has at most 255 bytes, and files named after an arm add their own endings. Names are ASCII. */
const longestName = 200;

export function checkNameLength(context: CheckContext, span: Span, what: string, name: string): void {
  if (name.length > longestName) context.accept(messages.nameTooLong(span, what, name.length, longestName));
}
