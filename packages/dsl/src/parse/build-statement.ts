import type { CstNode } from "chevrotain";
import type {
  ClaimStatement,
  MeasureClause,
  OverClause,
  Quantity,
  SensitivityStatement,
  Setting,
  Side,
  Statement,
  TrainStatement,
} from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { buildArchitecture } from "./build-architecture.ts";
import {
  buildArguments,
  buildCall,
  buildExpression,
  buildFactor,
  buildList,
  buildRange,
  ident,
  need,
  textIdent,
} from "./build-expression.ts";
import { rule, rules, spanOfNode, spanOfToken, token, tokens } from "./cst.ts";
import type { Items } from "./items.ts";
import type { Item } from "./layout.ts";

type Build = (items: Items, node: CstNode) => Statement | undefined;

/** One builder per grammar rule. */
const builders: Readonly<Record<string, Build>> = {
  experiment: ({ file }, node) => {
    const title = token(node, "String");
    return {
      kind: "experiment",
      span: spanOfNode(file, node),
      name: ident(file, token(node, "Name")),
      ...(title && { title: textIdent(file, title) }),
    };
  },
  seeds: ({ file }, node) => ({
    kind: "seeds",
    span: spanOfNode(file, node),
    items: rules(need(rule(node, "seedList")), "range").map((item) => buildRange(file, item)),
  }),
  binding: ({ file }, node) => ({
    kind: "let",
    span: spanOfNode(file, node),
    name: ident(file, token(node, "Name")),
    value: buildExpression(file, rule(node, "expression")),
  }),
  use: ({ file }, node) => ({
    kind: "use",
    span: spanOfNode(file, node),
    path: textIdent(file, token(node, "String")),
  }),
  dataset: (items, node) => ({
    kind: "dataset",
    span: spanOfNode(items.file, node),
    data: buildCall(items.file, rule(node, "call")),
    settings: buildSettings(items, node),
  }),
  architecture: buildArchitecture,
  train: buildTrain,
  measure: ({ file }, node) => ({
    kind: "measure",
    span: spanOfNode(file, node),
    metrics: rules(node, "call").map((call) => buildCall(file, call)),
    clauses: rules(node, "measureClause").map((clause) => buildClause(file, clause)),
  }),
  sensitivity: buildSensitivity,
  checkpoints: ({ file }, node) => ({
    kind: "checkpoints",
    span: spanOfNode(file, node),
    epochs: buildFactor(file, rule(node, "factor")),
  }),
  report: ({ file }, node) => ({
    kind: "report",
    span: spanOfNode(file, node),
    reporters: rules(node, "call").map((call) => buildCall(file, call)),
  }),
  claim: buildClaim,
  profile: (items, node) => ({
    kind: "profile",
    span: spanOfNode(items.file, node),
    name: ident(items.file, token(node, "Name")),
    statements: inOrder(items, items.inside(token(node, "Braces"), "statement")),
  }),
  unknown: ({ file, accept }, node) => {
    const first = need(token(node, "Loose"));
    accept(messages.unknownStatement(spanOfToken(file, first), first.image));
    return undefined;
  },
};

export function buildStatements(items: Items, all: readonly Item[]): Statement[] {
  return inOrder(items, items.parse(all, "statement"));
}

function inOrder(items: Items, nodes: readonly CstNode[]): Statement[] {
  return nodes.flatMap((node) => {
    const [name = ""] = Object.keys(node.children);
    return need(builders[name])(items, need(rule(node, name))) ?? [];
  });
}

function buildSettings(items: Items, node: CstNode): Setting[] {
  const { file } = items;
  return items.inside(token(node, "Braces"), "setting").map((setting) => ({
    kind: "setting",
    span: spanOfNode(file, setting),
    name: ident(file, token(setting, "Name")),
    values: rules(setting, "expression").map((value) => buildExpression(file, value)),
  }));
}

function buildTrain(items: Items, node: CstNode): TrainStatement {
  const { file } = items;
  const trainer = rule(node, "call");
  const range = rule(node, "range");
  // The arm and the loop's variable are both names: whichever comes first is the arm.
  const names = (node.children["Name"] ?? []).filter((child) => "image" in child);
  const arm = token(node, "Star", "TemplateName") ?? names[0];
  return {
    kind: "train",
    span: spanOfNode(file, node),
    arm: ident(file, arm),
    ...(trainer && { trainer: buildCall(file, trainer) }),
    settings: buildSettings(items, node),
    ...(range && { loop: { variable: ident(file, names.at(-1)), values: buildRange(file, range) } }),
  };
}

function buildClause(file: string, node: CstNode): MeasureClause {
  const span = spanOfNode(file, node);
  if (token(node, "On")) return { kind: "on", span, probe: buildCall(file, rule(node, "call")) };
  if (token(node, "Every")) return { kind: "every", span, epochs: buildFactor(file, rule(node, "factor")) };
  need(token(node, "End"));
  return { kind: "at-end", span };
}

function buildClaim({ file }: Items, node: CstNode): ClaimStatement {
  const margin = rule(node, "margin");
  return {
    kind: "claim",
    span: spanOfNode(file, node),
    text: textIdent(file, token(node, "String")),
    left: buildSide(file, need(rule(node, "left"))),
    relation: need(token(node, "Greater", "Less", "Tilde")).image as ">",
    right: buildSide(file, need(rule(node, "right"))),
    ...(margin && {
      margin: {
        word: token(node, "By") ? ("by" as const) : ("within" as const),
        value: buildFactor(file, margin),
        span: spanOfNode(file, margin),
      },
    }),
  };
}

function buildSensitivity({ file }: Items, node: CstNode): SensitivityStatement {
  const probe = rule(node, "probe");
  return {
    kind: "sensitivity",
    span: spanOfNode(file, node),
    metrics: rules(node, "call").map((call) => buildCall(file, call)),
    varied: rules(node, "varied").map((varied) => ({
      name: ident(file, token(varied, "Name")),
      values: buildList(file, need(rule(varied, "list"))),
    })),
    ...(probe && { probe: buildCall(file, probe) }),
  };
}

function buildSide(file: string, node: CstNode): Side {
  const signs = tokens(node, "Plus", "Minus");
  const terms = rules(node, "sideTerm").map((term, i) => {
    const quantity = rule(term, "quantity");
    return {
      sign: i === 0 ? ("+" as const) : (need(signs[i - 1]).image as "+"),
      value: quantity ? buildQuantity(file, quantity) : buildFactor(file, rule(term, "factor")),
    };
  });
  return { kind: "side", span: spanOfNode(file, node), terms };
}

function buildOver(file: string, node: CstNode): OverClause {
  const phase = token(node, "phase");
  const range = rule(node, "range");
  return {
    kind: "over",
    span: spanOfNode(file, node),
    axis: ident(file, token(node, "axis")),
    ...(phase ? { phase: ident(file, phase) } : range && { phase: buildRange(file, range) }),
  };
}

function buildQuantity(file: string, node: CstNode): Quantity {
  const arm = token(node, "arm");
  const field = token(node, "field");
  const inParens = rule(node, "quantityArguments");
  const over = inParens && rule(inParens, "over");
  return {
    kind: "quantity",
    span: spanOfNode(file, node),
    name: ident(file, token(node, "Name")),
    args: buildArguments(file, inParens) ?? [],
    ...(over && { over: buildOver(file, over) }),
    ...(arm && { arm: ident(file, arm) }),
    ...(field && { field: ident(file, field) }),
  };
}
