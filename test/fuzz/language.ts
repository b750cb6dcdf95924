import type { Registry } from "@infoplane/contracts";
import { planExperiment } from "@infoplane/core";
import { check, formatDiagnostics, parse } from "@infoplane/dsl";

/** How far a text got: refused by the parser, refused by a check, or valid and planned. */
export type Reach = "parser" | "checks" | "plan";

/** Receives for each text how far it got, and with which diagnostics. */
export type OnReach = (reach: Reach, codes: readonly string[]) => void;

/**
 * What is wrong with the answer to a text; must be empty for every text: no exception, a message and a place inside the
 * text for each error, and a plan for each valid experiment.
 */
export function languageFaults(text: string, registry: Registry, onReach?: OnReach): string[] {
  const file = "fuzz.exp";
  const { ast, diagnostics } = parse({ file, text });
  const checked = ast ? check(ast, { registry }) : { diagnostics: [] };
  const all = [...diagnostics, ...checked.diagnostics];
  const isRefused = diagnostics.some(({ severity }) => severity === "error");
  const reach = checked.experiment ? "plan" : isRefused || !ast ? "parser" : "checks";
  onReach?.(
    reach,
    all.map(({ code }) => code),
  );
  const shown = formatDiagnostics(all, [{ file, text }], { color: false });
  const faults = all.flatMap(({ span, message, code, severity }) => {
    if (/undefined|NaN|\[object|\bnull\b is not/.test(message) && !/undefined|NaN|null/.test(text))
      return [`${code}: ${message}`];
    if (!span) return severity === "error" ? [`${code} has no place: ${message}`] : [];
    return span.start >= 0 && span.end >= span.start && span.end <= text.length
      ? []
      : [`${code} lies outside the text`];
  });
  if (all.length > 0 && shown === "") faults.push("nothing is shown");
  if (!ast && diagnostics.length === 0) faults.push("no tree and no reason");
  if (checked.experiment && checked.experiment.seeds.length * checked.experiment.arms.length < 1000)
    planExperiment(checked.experiment);
  return faults;
}
