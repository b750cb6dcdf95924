import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { root } from "./root.ts";

/** A name that a module exports: where it is declared, and the text of its doc comment, empty without one. */
interface PublicName {
  readonly name: string;
  readonly file: string;
  readonly comment: string;
}

/** File of an entry point of a package of this repository: `@infoplane/contracts/test`. */
export function entryPoint(specifier: string): string {
  const [, name = "", ...path] = specifier.split("/");
  const folder = join(root, "packages", name);
  const { exports } = manifest(folder);
  const file = exports[[".", ...path].join("/")];
  if (file === undefined) throw new Error(`${specifier} is no entry point`);
  return join(folder, file);
}

/** All entry points of a package, by name. */
export const entryPoints = (name: string): string[] =>
  Object.keys(manifest(join(root, "packages", name)).exports).map((path) => `@infoplane/${name}${path.slice(1)}`);

/** What a module exports, re-exports included, each name once. Only parses: no types are checked. */
export function publicNames(file: string): PublicName[] {
  const found = new Map<string, PublicName>();
  const add = (name: string, from: string, comment: string): void => {
    // Overloads, or a type and a value of one name: a comment on one of them is enough.
    if (!found.get(name)?.comment) found.set(name, { name, file: from, comment });
  };
  for (const statement of parsed(file).statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      const from = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? resolved(moduleSpecifier.text, file) : file;
      const names = from === file ? declared(file) : publicNames(from);
      if (!exportClause) for (const one of names) add(one.name, one.file, one.comment);
      else if (ts.isNamedExports(exportClause)) {
        for (const { name, propertyName } of exportClause.elements) {
          const one = names.find((other) => other.name === (propertyName ?? name).text);
          add(name.text, one?.file ?? from, one?.comment ?? "");
        }
      }
    } else if (isExported(statement)) {
      for (const name of namesOf(statement)) add(name, file, commentOf(statement));
    }
  }
  return [...found.values()];
}

const declared = (file: string): PublicName[] =>
  parsed(file).statements.flatMap((statement) =>
    namesOf(statement).map((name) => ({ name, file, comment: commentOf(statement) })),
  );

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    const names = (name: ts.BindingName): string[] =>
      ts.isIdentifier(name)
        ? [name.text]
        : name.elements.flatMap((element) => (ts.isBindingElement(element) ? names(element.name) : []));
    return statement.declarationList.declarations.flatMap(({ name }) => names(name));
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

/** The doc comment that an editor shows: the last one before the statement. */
function commentOf(statement: ts.Statement): string {
  const comment = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc).at(-1)?.comment;
  return (ts.getTextOfJSDocComment(comment) ?? "").trim();
}

/** The file that a module of this repository imports, by a relative path, by `#name` or by an entry point. */
function resolved(specifier: string, from: string): string {
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  if (specifier.startsWith("@infoplane/")) return entryPoint(specifier);
  const folder = /^.*[\\/]packages[\\/][^\\/]+/.exec(from)?.[0] ?? "";
  const file = specifier.startsWith("#") ? manifest(folder).imports?.[specifier]?.default : undefined;
  if (file === undefined) throw new Error(`${from} exports from ${specifier}, which is outside the repository`);
  return join(folder, file);
}

interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, { readonly default: string }>>;
}

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

const files = new Map<string, ts.SourceFile>();

function parsed(file: string): ts.SourceFile {
  const known = files.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  files.set(file, source);
  return source;
}
