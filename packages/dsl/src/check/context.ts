import type { Diagnostic, Origin, Registry, Span } from "@infoplane/contracts";
import * as messages from "../messages.ts";

/** What every check is given. */
export interface CheckContext {
  readonly registry: Registry;
  accept(diagnostic: Diagnostic): void;
  /** Where a value that stands at this place was said: in the file, in the profile or on the command line. */
  originOf(span: Span): Origin;
  readonly origins: Origins;
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
