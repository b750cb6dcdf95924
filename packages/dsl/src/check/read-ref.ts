import type { Diagnostic, PluginKind, PluginRef, Registry } from "@infoplane/contracts";
import { parseValue } from "../parse/parse.ts";
import type { CheckContext } from "./context.ts";
import { requireCall, checkRef } from "./plugin-ref.ts";

/**
 * A plugin as a flag names it, in the words of the language: `slurm(partition: gpu, time: "4:00:00")`. Options are
 * checked and filled in. Undefined if something is wrong; the diagnostics name the flag instead of a file.
 */
export function readRef(
  kind: PluginKind,
  text: string,
  flag: string,
  registry: Registry,
): { readonly use?: PluginRef; readonly diagnostics: readonly Diagnostic[] } {
  const file = `${flag} ${text}`;
  const { value, diagnostics } = parseValue({ file, text });
  const problems = [...diagnostics];
  if (!value || problems.length > 0) return { diagnostics: problems };
  const context: CheckContext = {
    registry,
    accept: (diagnostic) => problems.push(diagnostic),
    origins: {},
    originOf: () => ({ kind: "override", flag }),
  };
  const call = requireCall(context, kind, value);
  const checked = call && checkRef(context, kind, call, undefined);
  return { ...(checked && { use: checked.ref }), diagnostics: problems };
}
