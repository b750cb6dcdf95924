import { type Diagnostic, type Experiment, type Registry } from "@infoplane/contracts";
import { check, checkProfiles, parse, usesOf, type ExperimentFile, type SourceText } from "@infoplane/dsl";
import { withCodeDigests } from "./code-digest.ts";
import { ExperimentProblem } from "./experiment-problem.ts";
import { readText } from "./read-text.ts";
import { builtInRegistry } from "./registry.ts";

/** What the command line says about the experiment itself. */
export interface ExperimentFlags {
  readonly set?: readonly string[];
  readonly profile?: string;
  readonly only?: readonly string[];
  readonly seeds?: string;
  /** Whether what is wrong under a profile that is not chosen is a problem too. */
  readonly everyProfile?: boolean;
}

export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly ast: ExperimentFile;
  readonly source: SourceText;
  readonly registry: Registry;
  readonly warnings: readonly Diagnostic[];
}

/** Text -> AST -> plugins of `use` -> checked experiment. Throws ExperimentProblem with all problems at once. */
export async function loadExperiment(file: string, flags: ExperimentFlags = {}): Promise<LoadedExperiment> {
  const source = await readSource(file);
  const { ast, diagnostics } = parse(source);
  if (!ast || diagnostics.some(isError)) throw new ExperimentProblem(diagnostics, [source]);
  const registry = builtInRegistry();
  const uses = usesOf(ast);
  const unloaded = uses.length > 0 ? await (await import("./load-uses.ts")).loadUses(uses, file, registry) : [];
  const options = {
    registry,
    ...(flags.profile !== undefined && { profile: flags.profile }),
    ...(flags.set && { overrides: [...flags.set] }),
    ...(flags.only && { only: [...flags.only] }),
    ...(flags.seeds !== undefined && { seeds: flags.seeds }),
  };
  const checked = check(ast, options);
  const others = flags.everyProfile ? checkProfiles(ast, options, checked.diagnostics) : [];
  const found = [...checked.diagnostics, ...others];
  const all = [...diagnostics, ...unloaded, ...(unloaded.length > 0 ? found.filter(isKnowable) : found)];
  if (!checked.experiment || all.some(isError)) throw new ExperimentProblem(all, [source]);
  const experiment = await withCodeDigests(checked.experiment, registry, file);
  return { experiment, ast, source, registry, warnings: all };
}

/** Bytes of an experiment at most; the parser itself counts characters. */
const largest = 16_000_000;

const isError = ({ severity }: Diagnostic): boolean => severity === "error";

/** Whether a problem is one while a module is missing: the name may be one of its. */
const isKnowable = ({ code }: Diagnostic): boolean => !/^unknown-|^not-measured$/.test(code);

async function readSource(file: string): Promise<SourceText> {
  return { file, text: await readText(file, largest) };
}
