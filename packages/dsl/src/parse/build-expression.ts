import type { CstNode, IToken } from "chevrotain";
import type { Argument, Call, Expression, Ident, List, RangeItem } from "../ast/ast.ts";
import { rule, rules, spanOfNode, spanOfToken, token, tokens } from "./cst.ts";

/** A part whose presence the grammar guarantees. */
export function need<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("the tree of the parser lacks a part that its grammar demands");
  return part;
}

export function ident(file: string, name: IToken | undefined): Ident {
  const { image } = need(name);
  return { text: image, span: spanOfToken(file, need(name)) };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t" };

/** A quoted text, without its quotes. */
export function textIdent(file: string, text: IToken | undefined): Ident {
  const { image } = need(text);
  const inside = image.slice(1, image.length > 1 && image.endsWith('"') ? -1 : undefined);
  const value = inside.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
  return { text: value, span: spanOfToken(file, need(text)) };
}

export function buildExpression(file: string, node: CstNode | undefined): Expression {
  return chain(file, need(node), "term", ["Plus", "Minus"], (term) =>
    chain(file, term, "factor", ["Star", "Slash"], (factor) => buildFactor(file, factor)),
  );
}

function chain(
  file: string,
  node: CstNode,
  part: string,
  signs: readonly string[],
  build: (node: CstNode) => Expression,
): Expression {
  const [first, ...others] = rules(node, part).map(build);
  const operators = tokens(node, ...signs);
  if (others.length === 0) return need(first);
  const rest = others.map((value, i) => ({ operator: need(operators[i]).image as "+", value }));
  return { kind: "arithmetic", span: spanOfNode(file, node), first: need(first), rest };
}

export function buildFactor(file: string, node: CstNode | undefined): Expression {
  const factor = need(node);
  const value = buildPrimary(file, factor);
  if (!token(factor, "Minus")) return value;
  const span = spanOfNode(file, factor);
  return value.kind === "number" ? { ...value, value: -value.value, span } : { kind: "negative", span, value };
}

function buildPrimary(file: string, node: CstNode): Expression {
  const number = token(node, "Number");
  if (number) return { kind: "number", span: spanOfToken(file, number), value: numberOf(number.image) };
  const size = token(node, "Size");
  if (size) return { kind: "size", span: spanOfToken(file, size), value: size.image.split("x").map(Number) };
  const string = token(node, "String");
  if (string) return { kind: "text", span: spanOfToken(file, string), value: textIdent(file, string).text };
  const list = rule(node, "list");
  if (list) return buildList(file, list);
  const inner = rule(node, "expression");
  if (inner) return { ...buildExpression(file, inner), span: spanOfNode(file, node) };
  return buildCall(file, rule(node, "call"));
}

/** Percentages are divided the way decimals are read: 35% is exactly 0.35. */
function numberOf(image: string): number {
  return image.endsWith("%") ? Number(`${image.slice(0, -1).replace(/[eE].*/, "")}e-2`) : Number.parseFloat(image);
}

export function buildList(file: string, node: CstNode): List {
  const items = rules(node, "expression").map((item) => buildExpression(file, item));
  return { kind: "list", span: spanOfNode(file, node), items };
}

export function buildCall(file: string, node: CstNode | undefined): Call {
  const call = need(node);
  const args = buildArguments(file, rule(call, "arguments"));
  return { kind: "call", span: spanOfNode(file, call), name: ident(file, token(call, "Name")), ...(args && { args }) };
}

export function buildArguments(file: string, node: CstNode | undefined): Argument[] | undefined {
  return node && rules(node, "argument").map((arg) => buildArgument(file, arg));
}

export function buildArgument(file: string, node: CstNode): Argument {
  const name = token(node, "Name");
  const bare = rule(node, "factor");
  const value = bare ? buildFactor(file, bare) : buildExpression(file, rule(node, "expression"));
  return { kind: "argument", span: spanOfNode(file, node), ...(name && { name: ident(file, name) }), value };
}

export function buildRange(file: string, node: CstNode | undefined): RangeItem {
  const [from, to] = rules(need(node), "expression").map((end) => buildExpression(file, end));
  return { kind: "range", span: spanOfNode(file, need(node)), from: need(from), ...(to && { to }) };
}
