import type { PluginUse } from "@infoplane/contracts";
import type { ReportStatement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { addOrigins, languageDefault, type CheckContext } from "./context.ts";
import type { Scope } from "./scope.ts";
import { checkUse, fillUse } from "./use.ts";

/** What is reported when nothing is said. */
const usual = ["html", "vega-lite", "table"];

export function checkReports(
  context: CheckContext,
  statements: readonly ReportStatement[],
  scope: Scope | undefined,
  fileSpan: { readonly file: string; readonly start: number; readonly end: number },
): PluginUse[] {
  if (statements.length === 0) {
    context.origins["reports"] = languageDefault;
    const known = usual.filter((name) => context.registry.find("reporter", name));
    return known.flatMap((name) => fillUse(context, "reporter", { name, options: {} }, fileSpan)?.use ?? []);
  }
  const seen = new Set<string>();
  return statements.flatMap(({ reporters, span }) => {
    context.origins["reports"] = context.originOf(span);
    return reporters.flatMap((call) => {
      const name = call.name.text;
      if (seen.has(name)) context.accept(messages.duplicateReport(call.span, name));
      seen.add(name);
      const checked = checkUse(context, "reporter", call, scope);
      if (checked) addOrigins(context.origins, `reports.${name}.options`, checked.origins);
      return checked?.use ?? [];
    });
  });
}
