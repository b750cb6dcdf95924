import type { PluginKind, PluginRef, Span } from "@infoplane/contracts";
import type { Call, ReportStatement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { addOrigins, languageDefault, type CheckContext } from "./context.ts";
import type { Scope } from "./scope.ts";
import { checkRef, checkDefaultRef } from "./plugin-ref.ts";

/** The default reports. */
const usual = ["html", "vega-lite", "table"];

export interface CheckedReports {
  readonly reports: readonly PluginRef[];
  readonly figures: readonly PluginRef[];
}

export interface ReportsRequest {
  readonly scope: Scope | undefined;
  /** Where to report what is missing. */
  readonly at: Span;
  /** From an earlier check: figures that are not named now keep their options. */
  readonly before?: readonly PluginRef[] | undefined;
}

/**
 * Reporters, and options of figures from outside, in one list of names. Every loaded figure is drawn, named or not; if
 * no reporter is named, the usual ones draw.
 */
export function checkReports(
  context: CheckContext,
  statements: readonly ReportStatement[],
  { scope, at, before = [] }: ReportsRequest,
): CheckedReports {
  const { registry, origins } = context;
  const seen = new Set<string>();
  const named: Record<"reporter" | "figure", PluginRef[]> = { reporter: [], figure: [] };
  let isReporterNamed = false;
  for (const { reporters, span } of statements) {
    for (const call of reporters) {
      const name = call.name.text;
      if (seen.has(name)) context.accept(messages.duplicateReport(call.span, name));
      seen.add(name);
      const kind = kindOf(context, call);
      if (kind !== "figure") {
        isReporterNamed = true;
        origins["reports"] = context.originOf(span);
      }
      const checked = kind && checkRef(context, kind, call, scope);
      if (!checked) continue;
      addOrigins(origins, `${kind === "figure" ? "figures" : "reports"}.${name}.options`, checked.origins);
      named[kind].push(checked.ref);
    }
  }
  const fill = (kind: PluginKind, use: PluginRef): PluginRef[] => {
    const filled = checkDefaultRef(context, kind, use, at)?.ref;
    return filled ? [filled] : [];
  };
  if (!isReporterNamed) origins["reports"] = languageDefault;
  const known = usual.filter((name) => registry.find("reporter", name));
  const unnamed = registry.names("figure").filter((name) => !seen.has(name));
  // Options from an earlier check are already parsed.
  const asBefore = (name: string): PluginRef[] | undefined => {
    const use = before.find((one) => one.name === name);
    return use && [use];
  };
  return {
    reports: isReporterNamed ? named.reporter : known.flatMap((name) => fill("reporter", { name, options: {} })),
    figures: [...named.figure, ...unnamed.flatMap((name) => asBefore(name) ?? fill("figure", { name, options: {} }))],
  };
}

function kindOf(context: CheckContext, { name }: Call): "reporter" | "figure" | undefined {
  const { registry } = context;
  for (const kind of ["reporter", "figure"] as const) if (registry.find(kind, name.text)) return kind;
  const known = [...registry.names("reporter"), ...registry.names("figure")];
  context.accept(messages.unknownPlugin(name.span, "reporter", name.text, known));
  return undefined;
}
