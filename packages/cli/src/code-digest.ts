import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Experiment, PluginKind, Registry } from "@infoplane/contracts";
import { modulePath } from "./module-path.ts";

/** Kinds whose code does not touch the weights. */
const observers: readonly PluginKind[] = ["metric", "figure", "reporter", "executor"];

/**
 * The experiment with digests of the modules that it uses: those of metrics on their measures, those of all that takes
 * part in training on the experiment. A changed module is measured, or trained, again. Only the module itself is read,
 * not what it imports.
 */
export async function withCodeDigests(experiment: Experiment, registry: Registry, file: string): Promise<Experiment> {
  const digests = new Map<string, string>();
  for (const path of experiment.uses) digests.set(path, await digestOf(path, file));
  const measures = experiment.measures.map((measure) => {
    const from = registry.list("metric").find(({ plugin }) => plugin.name === measure.name)?.from ?? "";
    const code = digests.get(from);
    return code === undefined ? measure : { ...measure, code };
  });
  const trained = [...digests].filter(([path]) =>
    registry.list().some(({ plugin, from }) => from === path && !observers.includes(plugin.kind)),
  );
  const code = trained.map(([, digest]) => digest).join(" ");
  return { ...experiment, measures, ...(code !== "" && { code }) };
}

/** First 16 hexadecimal digits of the SHA-256 of a module. */
async function digestOf(path: string, file: string): Promise<string> {
  const content = readFileSync(await modulePath(path, file));
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
