/** A place in a text: offsets count UTF-16 units from 0, `end` is exclusive. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export type Severity = "error" | "warning";

/** What is wrong and where, why, and what to do. A code never changes its meaning. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  readonly span?: Span;
}

/**
 * Makes a diagnostic of severity `error`. A code is the package that defines it and what is wrong, in kebab-case:
 * `dsl/unknown-metric`, `data/damaged`. It never changes its meaning.
 */
export function error(code: string, message: string, hint?: string): Diagnostic {
  return { code, severity: "error", message, ...(hint !== undefined && { hint }) };
}

/** The same of severity `warning`: the run goes on. */
export function warning(code: string, message: string, hint?: string): Diagnostic {
  return { ...error(code, message, hint), severity: "warning" };
}

/** An error at a place in a text; without a span, the text as a whole is meant. */
export function errorAt(span: Span | undefined, code: string, message: string, hint?: string): Diagnostic {
  return { ...error(code, message, hint), ...(span && { span }) };
}

/** The same of severity `warning`. */
export function warningAt(span: Span | undefined, code: string, message: string, hint?: string): Diagnostic {
  return { ...errorAt(span, code, message, hint), severity: "warning" };
}

/** Exit codes of the command line. `damaged`: what is stored is not what was stored, or a report had to leave something out. */
export const exitCodes = {
  done: 0,
  runFailed: 1,
  wrongExperiment: 2,
  wrongEnvironment: 3,
  damaged: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The one error of Infoplane: diagnostics for people, a cause for developers, an exit code for shells. */
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

/** What an InfoplaneError says first; undefined of any other error. */
export function primaryDiagnostic(error: unknown): Diagnostic | undefined {
  return error instanceof InfoplaneError ? error.diagnostics[0] : undefined;
}

/** What an InfoplaneError says first; any other error is thrown on. */
export function requireDiagnostic(error: unknown): Diagnostic {
  const said = primaryDiagnostic(error);
  if (!said) throw error;
  return said;
}

/** Characters of a reason that are told. */
const longestReason = 4000;

/** What a thrown value says, whatever it is: plugins throw texts, nothing, and objects that can't be read. Never throws. */
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
