import { type Diagnostic, type Experiment, type Registry } from "@infoplane/contracts";
import { check, checkProfiles, parse, usesOf, type ExperimentFile, type SourceText } from "@infoplane/dsl";
import { withCodeDigests } from "../plugins/code-digest.ts";
import { ExperimentProblem } from "./experiment-problem.ts";
import { readText } from "./read-text.ts";
import { builtInRegistry } from "../plugins/registry.ts";

/** How to read an experiment file. */
export interface ExperimentRequest {
  /** Settings to override: `train.e2e.epochs=3`. */
  readonly set?: readonly string[];
  /** Profile of the experiment to apply. */
  readonly profile?: string;
  /** Arms to keep; default: all. */
  readonly only?: readonly string[];
  /** Seeds that replace the experiment's: `1..5`. */
  readonly seeds?: string;
  /** Whether errors under profiles that are not chosen count as well. */
  readonly everyProfile?: boolean;
}

/** A valid experiment. */
export interface CheckedExperiment {
  /** All defaults filled in; plain JSON. */
  readonly experiment: Experiment;
  readonly ast: ExperimentFile;
  readonly source: SourceText;
  /** The built-in plugins and those of the experiment's `use` modules. */
  readonly registry: Registry;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads and checks an experiment: text -> AST -> plugins of `use` -> checked experiment. Loads no tensor library, reads
 * no data and runs no code except that of the modules it uses.
 *
 * Throws {@link ExperimentProblem} with all problems at once, and InfoplaneError for a file that can't be read
 * (`runtime/file-missing`, `runtime/file-unreadable`, `runtime/utf-16`, `runtime/file-too-long`); exit code 2.
 *
 * ```ts
 * const { experiment, warnings } = await checkExperiment("experiments/cifar.exp", { seeds: "1..3" });
 * console.log(experiment.arms.map(({ name }) => name), warnings.map(({ message }) => message));
 * ```
 */
export async function checkExperiment(file: string, request: ExperimentRequest = {}): Promise<CheckedExperiment> {
  const source = await readSource(file);
  const { ast, diagnostics } = parse(source);
  if (!ast || diagnostics.some(isError)) throw new ExperimentProblem(diagnostics, [source]);
  const registry = builtInRegistry();
  const uses = usesOf(ast);
  const unloaded =
    uses.length > 0 ? await (await import("../plugins/load-uses.ts")).loadUses(uses, file, registry) : [];
  const options = {
    registry,
    ...(request.profile !== undefined && { profile: request.profile }),
    ...(request.set && { overrides: [...request.set] }),
    ...(request.only && { only: [...request.only] }),
    ...(request.seeds !== undefined && { seeds: request.seeds }),
  };
  const checked = check(ast, options);
  const others = request.everyProfile ? checkProfiles(ast, options, checked.diagnostics) : [];
  const found = [...checked.diagnostics, ...others];
  const all = [...diagnostics, ...unloaded, ...(unloaded.length > 0 ? found.filter(isKnowable) : found)];
  if (!checked.experiment || all.some(isError)) throw new ExperimentProblem(all, [source]);
  const experiment = await withCodeDigests(checked.experiment, registry, file);
  return { experiment, ast, source, registry, warnings: all };
}

/** Maximum bytes of an experiment; the parser itself counts characters. */
const largest = 16_000_000;

const isError = ({ severity }: Diagnostic): boolean => severity === "error";

/** Whether a problem is certain while a module is missing: an unknown name may come from that module. */
const isKnowable = ({ code }: Diagnostic): boolean => !/^dsl\/(unknown-|not-measured$)/.test(code);

async function readSource(file: string): Promise<SourceText> {
  return { file, text: await readText(file, largest) };
}
