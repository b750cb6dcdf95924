import type { CstNode } from "chevrotain";
import type { ArchitectureStatement, Layer, LayerItem, Part } from "../ast/ast.ts";
import { buildArgument, buildArguments, buildCall, buildFactor, ident, need, textIdent } from "./build-expression.ts";
import { rule, rules, spanOfNode, token } from "./cst.ts";

export function buildArchitecture(file: string, node: CstNode): ArchitectureStatement {
  const title = token(node, "String");
  const parts = rule(node, "parts");
  return {
    kind: "architecture",
    span: spanOfNode(file, node),
    call: buildCall(file, rule(node, "call")),
    ...(title && { title: textIdent(file, title) }),
    ...(parts && { parts: buildParts(file, parts) }),
  };
}

function buildParts(file: string, node: CstNode): Part[] {
  return rules(node, "part").map((part) => buildPart(file, part));
}

function buildPart(file: string, node: CstNode): Part {
  const block = rule(node, "block");
  if (block) {
    const text = token(block, "String");
    const word = token(block, "Name");
    const name = text ? textIdent(file, text) : word && ident(file, word);
    const layers = buildLayers(file, rule(block, "layers"));
    return { kind: "block", span: spanOfNode(file, block), ...(name && { name }), layers };
  }
  const head = rule(node, "head");
  if (head) return { kind: "head", span: spanOfNode(file, head), layers: buildLayers(file, rule(head, "layers")) };
  const repeat = rule(node, "repeatParts");
  if (repeat) {
    const times = buildFactor(file, rule(repeat, "factor"));
    return {
      kind: "repeat",
      span: spanOfNode(file, repeat),
      times,
      items: buildParts(file, need(rule(repeat, "parts"))),
    };
  }
  return buildLayer(file, need(rule(node, "layer")));
}

function buildLayers(file: string, node: CstNode | undefined): LayerItem[] {
  return rules(need(node), "layerItem").map((item) => {
    const repeat = rule(item, "repeatLayers");
    if (!repeat) return buildLayer(file, need(rule(item, "layer")));
    const times = buildFactor(file, rule(repeat, "factor"));
    return { kind: "repeat", span: spanOfNode(file, repeat), times, items: buildLayers(file, rule(repeat, "layers")) };
  });
}

function buildLayer(file: string, node: CstNode): Layer {
  const body = rule(node, "layers");
  return {
    kind: "layer",
    span: spanOfNode(file, node),
    name: ident(file, token(node, "Name")),
    args:
      buildArguments(file, rule(node, "arguments")) ??
      rules(node, "bareArgument").map((arg) => buildArgument(file, arg)),
    ...(body && { body: buildLayers(file, body) }),
  };
}
