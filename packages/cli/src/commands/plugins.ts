import { exitCodes, InfoplaneError, pluginKinds, z, type ExitCode } from "@infoplane/contracts";
import pc from "picocolors";
import type { ZodType } from "zod";
import { messages } from "../messages.ts";
import { builtInRegistry } from "@infoplane/runtime";
import type { Output } from "../show/output.ts";

/** `plugins [kind]`: what the language can name, with options and defaults. */
export function pluginsCommand(kind: string | undefined, output: Output): ExitCode {
  if (kind !== undefined && !pluginKinds.some((known) => known === kind)) {
    throw new InfoplaneError(messages.unknownKind(kind, pluginKinds), exitCodes.wrongExperiment);
  }
  const registry = builtInRegistry();
  for (const each of pluginKinds.filter((known) => kind === undefined || known === kind)) {
    output.print(pc.bold(each));
    const listed = registry.list(each);
    if (listed.length === 0) output.print(pc.dim("  none built in: an experiment adds them with `use`"));
    for (const { plugin } of listed) {
      const options = Object.entries(plugin.options.shape).map(([name, schema]) => optionText(name, schema as ZodType));
      const call = options.length > 0 ? `${plugin.name}(${options.join(", ")})` : plugin.name;
      output.print(`  ${call}\n      ${pc.dim(plugin.summary)}`);
    }
  }
  return exitCodes.done;
}

/** `rate = 0.001`, `filters`, `stride?`. */
function optionText(name: string, schema: ZodType): string {
  if (schema instanceof z.ZodDefault) {
    const value: unknown = schema.parse(undefined);
    const shown = typeof value === "object" && value !== null && "name" in value ? value.name : JSON.stringify(value);
    return `${name} = ${String(shown).replaceAll('"', "")}`;
  }
  return schema instanceof z.ZodOptional ? `${name}?` : name;
}
