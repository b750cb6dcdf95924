/** A place in a text: offsets count UTF-16 units from 0, `end` is exclusive. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** An error stops what was asked for; a warning does not. */
export type Severity = "error" | "warning";

/** What is wrong and where, why, and what to do about it. A code never changes its meaning. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  readonly span?: Span;
}

/**
 * Makes a diagnostic of severity `error`. A code is the package that defines it and, in kebab-case, what is wrong:
 * `dsl/unknown-metric`, `data/damaged`. It never changes its meaning.
 */
export function error(code: string, message: string, hint?: string): Diagnostic {
  return { code, severity: "error", message, ...(hint !== undefined && { hint }) };
}

/** Like `error`, with severity `warning`: the run continues. */
export function warning(code: string, message: string, hint?: string): Diagnostic {
  return { ...error(code, message, hint), severity: "warning" };
}

/** An error at a place in a text; without a span it refers to the whole text. */
export function errorAt(span: Span | undefined, code: string, message: string, hint?: string): Diagnostic {
  return { ...error(code, message, hint), ...(span && { span }) };
}

/** Like `errorAt`, with severity `warning`. */
export function warningAt(span: Span | undefined, code: string, message: string, hint?: string): Diagnostic {
  return { ...errorAt(span, code, message, hint), severity: "warning" };
}

/** Exit codes of the command line. `damaged`: stored data has changed, or a report had to omit something. */
export const exitCodes = {
  done: 0,
  runFailed: 1,
  wrongExperiment: 2,
  wrongEnvironment: 3,
  damaged: 4,
  interrupted: 130,
} as const;
/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * What Infoplane throws when input, environment or stored files are wrong: diagnostics for people, a cause for
 * developers, an exit code for shells. `message` has one line, `code: message`, for each diagnostic.
 *
 * ```ts
 * try {
 *   await runExperiment("experiments/quick.exp");
 * } catch (error) {
 *   if (!(error instanceof InfoplaneError)) throw error; // a fault of the program or a plugin
 *   process.exitCode = error.exitCode;
 * }
 * ```
 */
export class InfoplaneError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: ExitCode;

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], exitCode: ExitCode, options?: ErrorOptions) {
    const list = Array.isArray(diagnostics) ? (diagnostics as readonly Diagnostic[]) : [diagnostics as Diagnostic];
    super(list.map((d) => `${d.code}: ${d.message}`).join("\n"), options);
    this.name = "InfoplaneError";
    this.diagnostics = list;
    this.exitCode = exitCode;
  }
}

/** The first diagnostic of an InfoplaneError; undefined for any other error. */
export function primaryDiagnostic(error: unknown): Diagnostic | undefined {
  return error instanceof InfoplaneError ? error.diagnostics[0] : undefined;
}

/** The first diagnostic of an InfoplaneError; rethrows any other error. */
export function requireDiagnostic(error: unknown): Diagnostic {
  const said = primaryDiagnostic(error);
  if (!said) throw error;
  return said;
}

/** Characters of a reason that are shown. */
const longestReason = 4000;

/** The message of a thrown value: plugins throw strings, nothing at all, and unreadable objects. Never throws. */
export function reasonOf(thrown: unknown): string {
  try {
    const said: unknown = thrown instanceof Error ? thrown.message || thrown.name : thrown;
    const text = typeof said === "string" ? said : `it threw ${written(said)}, not an error`;
    return text.length > longestReason ? `${text.slice(0, longestReason)}...` : text;
  } catch {
    return "it threw something that can't be read";
  }
}

function written(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (value === undefined) return "undefined";
  return typeof value === "symbol" || typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}

/**
 * What foreign code threw, as an error that is safe to look at: the same one if it can be read, and otherwise a new one,
 * without a stack, that says what it was. Anything else that looks at a thrown value may make it throw again, so this
 * comes first. Never throws.
 */
export function asError(thrown: unknown): Error {
  try {
    if (thrown instanceof Error && [thrown.message, thrown.name, thrown.stack ?? ""].every(isText)) return thrown;
  } catch {
    // A plugin's error with getters that throw, or a proxy.
  }
  const reason = reasonOf(thrown);
  return Object.assign(new Error(reason), { stack: `Error: ${reason}` });
}

const isText = (value: unknown): boolean => typeof value === "string";
