import type { Diagnostic } from "@infoplane/contracts";
import type { CheckContext } from "./context.ts";

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
