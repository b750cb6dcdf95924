import type { Diagnostic } from "@infoplane/contracts";
import * as messages from "../messages.ts";

/**
 * The list as people read it: each problem once (a default that several arms share is checked for each), by place;
 * what is wrong with a flag comes last and names the flag in place of a span.
 */
export function tidy(diagnostics: readonly Diagnostic[], file: string): Diagnostic[] {
  const once = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { span } = diagnostic;
    const told = span && span.file !== file ? messages.inFlag(span.file, diagnostic) : diagnostic;
    once.set(identityOf(told), told);
  }
  return [...once.values()].sort((a, b) => (a.span?.start ?? Infinity) - (b.span?.start ?? Infinity) || 0);
}

/** The same for problems that are the same. */
export function identityOf({ code, span, message }: Diagnostic): string {
  return `${code} ${span?.start ?? ""} ${span?.end ?? ""} ${message}`;
}
