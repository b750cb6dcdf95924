import type { Diagnostic } from "@infoplane/contracts";
import type {
  Call,
  ExperimentFile,
  ProfileStatement,
  Quantity,
  Setting,
  Statement,
  StatementKind,
} from "../ast/ast.ts";
import * as messages from "../messages.ts";

type Of<K extends StatementKind> = Extract<Statement, { kind: K }>;

/** The statements that count once a profile is applied to the file. */
export interface Model {
  readonly experiment?: Of<"experiment">;
  readonly uses: readonly Of<"use">[];
  readonly lets: readonly Of<"let">[];
  readonly seeds?: Of<"seeds">;
  readonly dataset?: Of<"dataset">;
  readonly architecture?: Of<"architecture">;
  /** Of the file, then of the profile: later ones override. */
  readonly trains: readonly (readonly Of<"train">[])[];
  readonly measures: readonly Of<"measure">[];
  readonly sensitivities: readonly Of<"sensitivity">[];
  readonly checkpoints?: Of<"checkpoints">;
  readonly reports: readonly Of<"report">[];
  readonly claims: readonly Of<"claim">[];
}

const once: readonly StatementKind[] = ["experiment", "seeds", "dataset", "architecture", "checkpoints"];
const notInProfiles: readonly StatementKind[] = ["experiment", "use", "profile"];

export function profilesIn(ast: ExperimentFile): ProfileStatement[] {
  return ast.statements.filter((statement) => statement.kind === "profile");
}

/** Reports misplaced statements, in the file and in every profile. */
export function checkStatements(ast: ExperimentFile, accept: (diagnostic: Diagnostic) => void): void {
  const profiles = profilesIn(ast);
  checkOnce(ast.statements, accept);
  checkNames(ast.statements, "let", "variable", accept);
  checkNames(profiles, "profile", "profile", accept);
  for (const { statements } of profiles) {
    checkOnce(statements, accept);
    checkNames(statements, "let", "variable", accept);
    for (const { kind, span } of statements) {
      if (notInProfiles.includes(kind)) accept(messages.notInProfile(span, kind));
    }
  }
}

function checkOnce(statements: readonly Statement[], accept: (diagnostic: Diagnostic) => void): void {
  const seen = new Set<StatementKind>();
  for (const { kind, span } of statements) {
    if (once.includes(kind) && seen.has(kind)) accept(messages.duplicateStatement(span, kind));
    seen.add(kind);
  }
}

function checkNames(
  statements: readonly Statement[],
  kind: "let" | "profile",
  what: string,
  accept: (diagnostic: Diagnostic) => void,
): void {
  const seen = new Set<string>();
  for (const statement of statements) {
    if (statement.kind !== kind) continue;
    const { text, span } = statement.name;
    if (seen.has(text)) accept(messages.duplicateName(span, what, text));
    seen.add(text);
  }
}

/** Applies a profile to the file: its declarations replace the file's; `dataset` and `train` settings are merged. */
export function merge(ast: ExperimentFile, profile: ProfileStatement | undefined): Model {
  const base = group(ast.statements);
  const over = group(profile?.statements ?? []);
  const list = <K extends "measure" | "sensitivity" | "report" | "claim">(kind: K) =>
    (over[kind].length > 0 ? over : base)[kind];
  const dataset = mergeDataset(base.dataset[0], over.dataset[0]);
  const single = <K extends "experiment" | "seeds" | "architecture" | "checkpoints">(kind: K) =>
    over[kind][0] ?? base[kind][0];
  const [experiment, seeds, architecture] = [base.experiment[0], single("seeds"), single("architecture")];
  const checkpoints = single("checkpoints");
  return {
    ...(experiment && { experiment }),
    uses: base.use,
    lets: mergeLets(base.let, over.let),
    ...(seeds && { seeds }),
    ...(dataset && { dataset }),
    ...(architecture && { architecture }),
    trains: [base.train, over.train],
    measures: list("measure"),
    sensitivities: list("sensitivity"),
    ...(checkpoints && { checkpoints }),
    reports: list("report"),
    claims: list("claim"),
  };
}

/** An unused variable of a profile is most often a misspelt one of the file. */
export function checkUnusedLets(
  { statements, name }: ProfileStatement,
  model: Model,
  accept: (diagnostic: Diagnostic) => void,
): void {
  const lets = statements.filter((statement) => statement.kind === "let");
  if (lets.length === 0) return;
  const used = namesIn(model);
  for (const { name: variable } of lets) {
    if (used.has(variable.text)) continue;
    const others = model.lets.map((one) => one.name.text).filter((text) => text !== variable.text);
    accept(messages.unusedLet(variable.span, variable.text, name.text, others));
  }
}

/** All names below a part of the tree that may refer to variables. */
function namesIn(part: unknown, found = new Set<string>()): Set<string> {
  if (typeof part !== "object" || part === null) return found;
  const { kind, name } = part as Partial<Quantity | Call>;
  if ((kind === "quantity" || kind === "call") && name) found.add(name.text);
  for (const inner of Object.values(part)) namesIn(inner, found);
  return found;
}

/** In place, so that whatever is built on a variable sees the profile's value. */
function mergeLets(base: readonly Of<"let">[], over: readonly Of<"let">[]): Of<"let">[] {
  const again = new Map(over.map((statement) => [statement.name.text, statement]));
  const known = new Set(base.map(({ name }) => name.text));
  return [...base.map((b) => again.get(b.name.text) ?? b), ...over.filter(({ name }) => !known.has(name.text))];
}

function mergeDataset(base: Of<"dataset"> | undefined, over: Of<"dataset"> | undefined): Of<"dataset"> | undefined {
  if (!base || !over) return over ?? base;
  return { ...over, settings: mergeSettings(base.settings, over.settings) };
}

/** Settings of the second block, and those of the first that it does not name. */
export function mergeSettings(base: readonly Setting[], over: readonly Setting[]): Setting[] {
  const named = new Set(over.map(({ name }) => name.text));
  return [...base.filter(({ name }) => !named.has(name.text)), ...over];
}

type Groups = { readonly [K in StatementKind]: readonly Of<K>[] };

function group(statements: readonly Statement[]): Groups {
  const kinds: readonly StatementKind[] = [
    "experiment",
    "seeds",
    "let",
    "use",
    "dataset",
    "architecture",
    "train",
    "measure",
    "sensitivity",
    "checkpoints",
    "report",
    "claim",
    "profile",
  ];
  return Object.fromEntries(
    kinds.map((kind) => [kind, statements.filter((s) => s.kind === kind)]),
  ) as unknown as Groups;
}
