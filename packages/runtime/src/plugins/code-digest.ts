import { exitCodes, InfoplaneError, type Experiment, type PluginKind, type Registry } from "@infoplane/contracts";
import { messages } from "../messages.ts";

/** Kinds whose code does not affect the weights. */
const observers: readonly PluginKind[] = ["metric", "figure", "reporter", "executor"];

/**
 * The experiment with digests of its `use` modules: those of metrics on their measures, and one of all that take part
 * in training on the experiment. After a change, a module's measures or trainings are redone: see {@link moduleDigest}.
 */
export async function withCodeDigests(experiment: Experiment, registry: Registry, file: string): Promise<Experiment> {
  const digests = await digestsOf(experiment, file);
  const measures = experiment.measures.map((measure) => {
    const from = registry.list("metric").find(({ plugin }) => plugin.name === measure.name)?.from ?? "";
    const code = digests.get(from);
    return code === undefined ? measure : { ...measure, code };
  });
  const code = trainingCode(digests, registry);
  return { ...experiment, measures, ...(code !== "" && { code }) };
}

/**
 * Compares the modules that take part in training, as loaded by this process, with those that a stored experiment was
 * planned with, as its cells are named after that code. Throws InfoplaneError (`runtime/other-code`).
 */
export async function refuseOtherCode(experiment: Experiment, registry: Registry, file: string): Promise<void> {
  if (experiment.uses.length === 0) return;
  if (trainingCode(await digestsOf(experiment, file), registry) === (experiment.code ?? "")) return;
  throw new InfoplaneError(messages.otherCode(experiment.uses), exitCodes.wrongEnvironment);
}

/** By the path in the experiment. */
async function digestsOf(experiment: Experiment, file: string): Promise<ReadonlyMap<string, string>> {
  const modules = await modulesOf(experiment, file);
  if (modules.size === 0) return new Map();
  const { moduleDigest } = await import("./module-digest.ts");
  const found = [...modules].map(async ([path, module]) => [path, await moduleDigest(module)] as const);
  return new Map(await Promise.all(found));
}

/** The modules that an experiment uses and what they import by relative paths; only the entry of an installed package. */
export async function codeFilesOf(experiment: Experiment, file: string): Promise<string[]> {
  const modules = [...(await modulesOf(experiment, file)).values()];
  if (modules.length === 0) return [];
  const { moduleFiles } = await import("./module-digest.ts");
  const isInstalled = (path: string): boolean => /[\\/]node_modules[\\/]/.test(path);
  const files = await Promise.all(modules.map(async (path) => (isInstalled(path) ? [path] : await moduleFiles(path))));
  return [...new Set(files.flat())];
}

/** Files of the modules that an experiment uses, by the path in the experiment. */
async function modulesOf({ uses }: Experiment, file: string): Promise<ReadonlyMap<string, string>> {
  if (uses.length === 0) return new Map();
  // Most experiments use none, and every module slows down every start.
  const { modulePath } = await import("./module-path.ts");
  return new Map(uses.map((path) => [path, modulePath(path, file)]));
}

/** Of everything that takes part in training; empty without outside code. */
function trainingCode(digests: ReadonlyMap<string, string>, registry: Registry): string {
  const trained = [...digests].filter(([path]) =>
    registry.list().some(({ plugin, from }) => from === path && !observers.includes(plugin.kind)),
  );
  return trained.map(([, digest]) => digest).join(" ");
}
