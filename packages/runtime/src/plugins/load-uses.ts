import { pluginKinds, reasonOf, z, type Diagnostic, type Plugin, type Registry, type Span } from "@infoplane/contracts";
import { messages } from "../messages.ts";
import { modulePath } from "./module-path.ts";

/** A module that an experiment names: a path relative to the experiment's folder, or a package. */
export interface UseOfModule {
  readonly path: string;
  readonly span?: Span;
}

/** Loads plugin modules into the registry, which runs their code. Returns what could not be loaded, all at once. */
export async function loadUses(uses: readonly UseOfModule[], file: string, registry: Registry): Promise<Diagnostic[]> {
  const problems: Diagnostic[] = [];
  for (const use of uses) {
    const problem = await loadUse(use, file, registry);
    if (problem) problems.push(problem);
  }
  return problems;
}

async function loadUse({ path, span }: UseOfModule, file: string, registry: Registry): Promise<Diagnostic | undefined> {
  let module: string;
  try {
    module = modulePath(path, file);
  } catch {
    return messages.useMissing(path, span);
  }
  let plugins: unknown;
  try {
    // Most experiments use none, and every module slows down every start.
    plugins = await (await import("./outside/load-module.ts")).pluginsOf(module);
  } catch (error) {
    const { faultOfModule } = await import("./outside/fault-of-module.ts");
    const { reason, frame } = await faultOfModule(error, module);
    return messages.useFailed(path, reason, span, frame);
  }
  if (!Array.isArray(plugins)) return messages.useWithoutPlugins(path, span);
  for (const [index, plugin] of plugins.entries()) {
    const reason = faultIn(plugin);
    if (reason) return messages.useBadPlugin(path, index, reason, span);
  }
  try {
    const { guardPlugin } = await import("./outside/guard-plugin.ts");
    const isMetric = (name: string): boolean => registry.find("metric", name) !== undefined;
    const guarded = (plugins as Plugin[]).map((plugin) => guardPlugin(plugin, isMetric));
    registry.add(guarded, path);
  } catch (error) {
    return messages.pluginTwice(reasonOf(error), span);
  }
  return undefined;
}

function faultIn(plugin: unknown): string | undefined {
  try {
    return faultOf(plugin);
  } catch (error) {
    return `it can't be inspected: ${reasonOf(error)}`;
  }
}

/** What an entry lacks to be a plugin of its kind. */
function faultOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return `it is ${value === null ? "null" : `a ${typeof value}`}`;
  const { kind, name, summary, options } = value as Record<string, unknown>;
  if (!pluginKinds.some((known) => known === kind))
    return `its kind is ${String(kind)}, not one of ${pluginKinds.join(", ")}`;
  if (typeof name !== "string" || !/^[a-z][a-z0-9-]*$/.test(name))
    return `its name is ${String(name)}, not in kebab-case`;
  if (typeof summary !== "string") return "it has no summary";
  if (!(options instanceof z.ZodObject)) return "its options are not a Zod object";
  const hook = kind === "architecture" || kind === "head" ? "expand" : "create";
  return typeof (value as Record<string, unknown>)[hook] === "function" ? undefined : `it has no ${hook}()`;
}
