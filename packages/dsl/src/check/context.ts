import type { Diagnostic, Origin, Registry, Span } from "@infoplane/contracts";
import * as messages from "../messages.ts";

/** What every check is given. */
export interface CheckContext {
  readonly registry: Registry;
  readonly accept: (diagnostic: Diagnostic) => void;
  /** Where a value that stands at this place was said: in the file, in the profile or on the command line. */
  originOf(span: Span): Origin;
  readonly origins: Origins;
  /** Set where several checks follow each other. */
  readonly stages?: Stages;
}

/** Does a stage of a check, whose answer depends on the inputs `of` alone. */
export function inStage<T>(
  context: CheckContext,
  name: string,
  of: readonly unknown[],
  check: (context: CheckContext) => T,
): T {
  return context.stages ? context.stages.run(context, name, of, check) : check(context);
}

/**
 * The stages of checks that follow each other with the same flags and plugins, as one for each profile. A stage whose inputs
 * are those of the check before, the same objects, is not done again: its answer and what it reported are taken again, and
 * the origins that it noted are not.
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

/** Puts the origins of a part under the path of that part. */
export function addOrigins(into: Origins, path: string, origins: Readonly<Origins>): void {
  for (const [key, origin] of Object.entries(origins)) into[`${path}.${key}`] = origin;
}

/** Defaults that belong to the language rather than to a plugin. */
export const languageDefault: Origin = { kind: "default", plugin: "language" };

/** A file name has 255 bytes, and what is called after an arm has endings of its own. Names are ASCII. */
const longestName = 200;

export function checkNameLength(context: CheckContext, span: Span, what: string, name: string): void {
  if (name.length > longestName) context.accept(messages.nameTooLong(span, what, name.length, longestName));
}
