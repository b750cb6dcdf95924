import type { Diagnostic, Experiment, Origin, Registry, Span } from "@infoplane/contracts";
import type { ExperimentFile, ProfileStatement, CheckpointsStatement, LetStatement } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { checkBatchValues } from "./batch-values.ts";
import { checkArchitecture } from "./architecture.ts";
import { checkArms, trainSettings } from "./arms.ts";
import { checkClaims } from "./claims.ts";
import { checkNameLength, inStage, Stages, type CheckContext } from "./context.ts";
import { checkDataset } from "./dataset.ts";
import { checkMeasures, everyFrom } from "./measures.ts";
import { checkSensitivities } from "./sensitivity.ts";
import { checkStatements, checkUnusedLets, merge, profilesIn, type Model } from "./model.ts";
import { readFlags, type Override } from "./override.ts";
import { checkReports } from "./reports.ts";
import { bind, type Scope, type Variable } from "./scope.ts";
import { checkSeeds } from "./seeds.ts";
import { evaluate } from "./evaluate.ts";

export interface CheckOptions {
  readonly registry: Registry;
  readonly profile?: string | undefined;
  /** `train.e2e.epochs=3`, as given to `--set`. */
  readonly overrides?: readonly string[] | undefined;
  /** Names of the arms to keep; all if empty or absent. */
  readonly only?: readonly string[] | undefined;
  /** `1..3`, as given to `--seeds`. */
  readonly seeds?: string | undefined;
}

export interface Checked {
  /** Absent if there is an error. */
  readonly experiment?: Experiment;
  readonly diagnostics: Diagnostic[];
}

/**
 * Tree to experiment: names resolved, options checked against the plugins' schemas, defaults filled in with their
 * origin, shapes inferred. Reports all problems at once, sorted by position; those of a flag have no position and name
 * the flag. Pure. The tree should have no syntax errors: what the parser left out is reported as missing here.
 */
export function check(ast: ExperimentFile, options: CheckOptions): Checked {
  return checkInStages(ast, options);
}

/** Of several checks in stages, only the first has complete origins. */
function checkInStages(ast: ExperimentFile, options: CheckOptions, stages?: Stages): Checked {
  const diagnostics: Diagnostic[] = [];
  const accept = (diagnostic: Diagnostic) => void diagnostics.push(diagnostic);

  // 1. which statements count
  checkStatements(ast, accept);
  const profile = profilesIn(ast).find(({ name }) => name.text === options.profile);
  if (options.profile !== undefined && !profile) accept(messages.unknownProfile(options.profile, profilesOf(ast)));
  const model = merge(ast, profile);
  if (profile) checkUnusedLets(profile, model, accept);
  const flags = readFlags(options.overrides ?? [], options.seeds, accept);
  checkPaths(flags.overrides, accept);
  const context: CheckContext = {
    registry: options.registry,
    accept,
    origins: {},
    originOf: (span) => originOf(span, ast.span.file, profile),
    ...(stages && { stages }),
  };

  // 2. what they declare
  requireStatements(model, ast, accept);
  if (model.experiment)
    checkNameLength(context, model.experiment.name.span, "the experiment", model.experiment.name.text);
  const stage = <T>(name: string, of: readonly unknown[], run: (context: CheckContext) => T): T =>
    inStage(context, name, of, run);
  const { dataset: data, architecture: network, lets, trains, measures: measuring, sensitivities: varying } = model;
  const early = stage("early", lets, () => bindLets(undefined, lets));
  const seeds = checkSeeds(context, flags.seeds ?? model.seeds?.items, early);
  const dataset = data && stage("dataset", [data, early], (inner) => checkDataset(inner, data, early, flags.overrides));
  const facts = dataset && stage("facts", [JSON.stringify(dataset.facts)], () => dataset.facts);
  const scope = stage("scope", [facts, ...lets], ({ accept: say }) =>
    bindLets(bind(undefined, "classes", facts?.classes), lets, say),
  );
  const architecture =
    network &&
    stage("architecture", [network, facts, scope], (inner) =>
      checkArchitecture(inner, network, facts, scope, flags.overrides),
    );
  const levels = [trains.length, ...trains.flatMap((level) => [level.length, ...level])];
  const { arms, names } = stage("arms", [architecture, scope, ...levels], (inner) =>
    checkArms(inner, trains, architecture, scope, flags.overrides),
  );
  if (dataset && architecture) {
    stage("batches", [arms, architecture, dataset.batch], (inner) =>
      checkBatchValues(inner, arms, architecture, dataset.batch),
    );
  }
  const { measures, failed } = stage("measures", [scope, dataset, ...measuring], (inner) =>
    checkMeasures(inner, measuring, scope, dataset),
  );
  const varied = stage("sensitivities", [scope, dataset, ...varying], (inner) =>
    checkSensitivities(inner, varying, scope, dataset),
  );
  const checkpoints = model.checkpoints && checkCheckpoints(context, model.checkpoints, scope);
  const { reports, figures } = stage("reports", [scope, ast.span, ...model.reports], (inner) =>
    checkReports(inner, model.reports, { scope, at: ast.span }),
  );

  // 3. what runs here
  const said = model.trains.flat().filter(({ arm }) => arm.text !== "*");
  // An arm without a trainer is already reported.
  const isNoneLeft = names.length === 0 && said.length > 0 && said.every(({ trainer }) => trainer);
  if (isNoneLeft && model.experiment) accept(messages.noArms(model.experiment.span));
  const only = options.only ?? [];
  for (const name of only) if (!names.includes(name)) accept(messages.unknownOnly(name, names));
  const running = only.length === 0 ? arms : arms.filter(({ name }) => only.includes(name));
  const runningNames = only.length === 0 ? names : names.filter((name) => only.includes(name));
  const claims = checkClaims(context, model.claims, {
    scope,
    measures,
    arms: names,
    running: runningNames,
    specs: arms,
    architecture,
    failed,
  });

  const tidied = tidy(diagnostics, ast.span.file);
  const isWrong = tidied.some(({ severity }) => severity === "error");
  if (isWrong || !model.experiment || !dataset || !architecture) return { diagnostics: tidied };
  const { name, title } = model.experiment;
  const experiment: Experiment = {
    name: name.text,
    ...(title && { title: title.text }),
    ...(profile && { profile: profile.name.text }),
    uses: model.uses.map(({ path }) => path.text),
    seeds,
    dataset,
    architecture,
    arms: running,
    measures: [...measures, ...varied],
    claims,
    reports,
    ...(figures.length > 0 && { figures }),
    ...(checkpoints && { checkpoints }),
    origins: context.origins,
  };
  return { experiment, diagnostics: tidied };
}

/** What is wrong under each profile and was not `known`: each problem once, with the first profile that has it. */
export function checkProfiles(ast: ExperimentFile, options: CheckOptions, known: readonly Diagnostic[]): Diagnostic[] {
  const told = new Set(known.map(identityOf));
  // Each with the file alone: conflicts among the profiles are already known, and there may be thousands of them.
  const base = ast.statements.filter(({ kind }) => kind !== "profile");
  const stages = new Stages();
  return profilesIn(ast).flatMap((one) => {
    const profile = one.name.text;
    const alone = { ...ast, statements: [...base, one] };
    return checkInStages(alone, { ...options, profile }, stages).diagnostics.flatMap((diagnostic) => {
      const identity = identityOf(diagnostic);
      if (told.has(identity)) return [];
      told.add(identity);
      return [messages.inProfile(profile, diagnostic)];
    });
  });
}

/** Plugin modules that a file names, to be loaded before it is checked. */
export function usesOf(ast: ExperimentFile): { readonly path: string; readonly span: Span }[] {
  return ast.statements.flatMap((s) => (s.kind === "use" ? [{ path: s.path.text, span: s.path.span }] : []));
}

/** Names of a file's profiles, in order. */
export function profilesOf(ast: ExperimentFile): string[] {
  return profilesIn(ast).map(({ name }) => name.text);
}

function requireStatements(model: Model, { span }: ExperimentFile, accept: (diagnostic: Diagnostic) => void): void {
  const at: Span = model.experiment?.span ?? { ...span, end: span.start };
  if (!model.experiment) accept(messages.missingStatement(at, "experiment", "experiment my-experiment"));
  if (!model.dataset) accept(messages.missingStatement(at, "dataset", "dataset cifar10"));
  if (!model.architecture) accept(messages.missingStatement(at, "architecture", "architecture vgg11"));
  if (!model.trains.flat().some(({ arm }) => arm.text !== "*")) accept(messages.noArms(at));
  if (model.measures.length + model.sensitivities.length === 0) accept(messages.nothingMeasured(at));
}

function checkPaths(overrides: readonly Override[], accept: (diagnostic: Diagnostic) => void): void {
  const known = ["seeds", "dataset", "architecture", "train"];
  for (const { flag, path } of overrides) {
    const [root = "", next] = path;
    if (!known.includes(root)) accept(messages.unknownOverride(flag, root, known));
    else if (root === "train" && path.length < 3) {
      const setting = trainSettings.find((name) => name === next) ?? "epochs";
      accept(messages.unknownOverride(flag, path.join("."), [`train.*.${setting}`]));
    }
  }
}

function originOf(span: Span, file: string, profile: ProfileStatement | undefined): Origin {
  if (span.file !== file) return { kind: "override", flag: span.file };
  const inside = profile && span.start >= profile.span.start && span.end <= profile.span.end;
  return inside ? { kind: "profile", profile: profile.name.text, span } : { kind: "written", span };
}

/** Which checkpoints stay after training. */
function checkCheckpoints(
  context: CheckContext,
  { epochs, span }: CheckpointsStatement,
  scope: Scope | undefined,
): Experiment["checkpoints"] {
  const every = everyFrom(context, epochs, scope);
  if (every === undefined) return undefined;
  context.origins["checkpoints"] = context.originOf(span);
  return { every };
}

/**
 * The variables of a file, each seeing those before it. Without `accept` an invalid one is reported only where it is
 * used: until the data set is known, a variable may well contain `classes`.
 */
function bindLets(
  outer: Scope | undefined,
  lets: readonly LetStatement[],
  accept?: (diagnostic: Diagnostic) => void,
): Scope {
  const variables = new Map<string, Variable>();
  const scope: Scope = { variables, outer };
  for (const { name, value: expression } of lets) {
    let problem: Diagnostic | undefined;
    const value = evaluate(expression, scope, accept ?? ((diagnostic) => (problem ??= diagnostic)));
    variables.set(name.text, { value, problem });
  }
  return scope;
}

/**
 * The diagnostics for people to read: each problem once (a default that several arms share is checked for each), by
 * position; problems with a flag come last and name the flag instead of a span.
 */
function tidy(diagnostics: readonly Diagnostic[], file: string): Diagnostic[] {
  const once = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { span } = diagnostic;
    const told = span && span.file !== file ? messages.inFlag(span.file, diagnostic) : diagnostic;
    once.set(identityOf(told), told);
  }
  return [...once.values()].sort((a, b) => (a.span?.start ?? Infinity) - (b.span?.start ?? Infinity) || 0);
}

/** Equal for equal problems. */
function identityOf({ code, span, message }: Diagnostic): string {
  return `${code} ${span?.start ?? ""} ${span?.end ?? ""} ${message}`;
}
