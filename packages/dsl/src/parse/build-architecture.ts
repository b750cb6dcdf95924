import type { CstNode } from "chevrotain";
import type { ArchitectureStatement, Layer, LayerItem, Part, Repeat } from "../ast/ast.ts";
import { buildArgument, buildArguments, buildCall, buildFactor, ident, need, textIdent } from "./build-expression.ts";
import { rule, rules, spanOfNode, token } from "./cst.ts";
import type { Items } from "./items.ts";

export function buildArchitecture(items: Items, node: CstNode): ArchitectureStatement {
  const { file } = items;
  const title = token(node, "String");
  const braces = token(node, "Braces");
  return {
    kind: "architecture",
    span: spanOfNode(file, node),
    call: buildCall(file, rule(node, "call")),
    ...(title && { title: textIdent(file, title) }),
    ...(braces && { parts: items.inside(braces, "part").map((part) => buildPart(items, part)) }),
  };
}

function buildPart(items: Items, node: CstNode): Part {
  const { file } = items;
  const block = rule(node, "block");
  if (block) {
    const text = token(block, "String");
    const word = token(block, "Name");
    const name = text ? textIdent(file, text) : word && ident(file, word);
    return { kind: "block", span: spanOfNode(file, block), ...(name && { name }), layers: buildLayers(items, block) };
  }
  const classifier = rule(node, "classifier");
  if (classifier) {
    const word = ident(file, need(token(classifier, "Classifier") ?? token(classifier, "Head")));
    return { kind: "classifier", span: spanOfNode(file, classifier), word, layers: buildLayers(items, classifier) };
  }
  const repeat = rule(node, "repeat");
  if (!repeat) return buildLayer(items, need(rule(node, "layer")));
  return buildRepeat(
    items,
    repeat,
    items.inside(token(repeat, "Braces"), "part").map((part) => buildPart(items, part)),
  );
}

function buildRepeat<T>(items: Items, node: CstNode, inside: readonly T[]): Repeat<T> {
  const times = buildFactor(items.file, rule(node, "factor"));
  return { kind: "repeat", span: spanOfNode(items.file, node), times, items: inside };
}

function buildLayers(items: Items, node: CstNode): LayerItem[] {
  return items.inside(token(node, "Braces"), "layerItem").map((item) => {
    const repeat = rule(item, "repeat");
    return repeat
      ? buildRepeat(items, repeat, buildLayers(items, repeat))
      : buildLayer(items, need(rule(item, "layer")));
  });
}

function buildLayer(items: Items, node: CstNode): Layer {
  const { file } = items;
  const bare = () => rules(node, "bareArgument").map((arg) => buildArgument(file, arg));
  return {
    kind: "layer",
    span: spanOfNode(file, node),
    name: ident(file, token(node, "Name")),
    args: buildArguments(file, rule(node, "arguments")) ?? bare(),
    ...(token(node, "Braces") && { body: buildLayers(items, node) }),
  };
}
