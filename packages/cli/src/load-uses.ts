import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic, Plugin, Registry, Span } from "@infoplane/contracts";
import { messages } from "./messages.ts";

/** A module that an experiment names: a path from the experiment's folder, or a package. */
export interface UseOfModule {
  readonly path: string;
  readonly span?: Span;
}

/** Loads plugin modules into the registry. This runs their code. Answers what could not be loaded, all at once. */
export async function loadUses(uses: readonly UseOfModule[], file: string, registry: Registry): Promise<Diagnostic[]> {
  const problems: Diagnostic[] = [];
  for (const use of uses) {
    const problem = await loadUse(use, file, registry);
    if (problem) problems.push(problem);
  }
  return problems;
}

async function loadUse({ path, span }: UseOfModule, file: string, registry: Registry): Promise<Diagnostic | undefined> {
  let url: string;
  try {
    url = pathToFileURL(createRequire(resolve(file)).resolve(path)).href;
  } catch {
    return messages.useMissing(path, span);
  }
  let plugins: unknown;
  try {
    ({ plugins } = (await import(url)) as { readonly plugins?: unknown });
  } catch (error) {
    return messages.useFailed(path, reasonOf(error), span);
  }
  if (!Array.isArray(plugins)) return messages.useWithoutPlugins(path, span);
  try {
    registry.add(plugins as Plugin[], path);
  } catch (error) {
    return messages.pluginTwice(reasonOf(error), span);
  }
  return undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
