import type { CstElement, CstNode, IToken } from "chevrotain";
import type { Span } from "@infoplane/contracts";

const isToken = (element: CstElement): element is IToken => "image" in element;

/** Children of a rule, in text order. */
export function rules(node: CstNode, name: string): CstNode[] {
  return (node.children[name] ?? []).filter((child): child is CstNode => !isToken(child));
}
export function rule(node: CstNode | undefined, name: string): CstNode | undefined {
  return node && rules(node, name)[0];
}

/** Tokens consumed under any of the names, in text order. */
export function tokens(node: CstNode, ...names: readonly string[]): IToken[] {
  const found = names.flatMap((name) => (node.children[name] ?? []).filter(isToken));
  return names.length > 1 ? found.sort((a, b) => a.startOffset - b.startOffset) : found;
}
export function token(node: CstNode, ...names: readonly string[]): IToken | undefined {
  return tokens(node, ...names)[0];
}

export function spanOfToken(file: string, { startOffset, image }: IToken): Span {
  return { file, start: startOffset, end: startOffset + image.length };
}

/** An empty or broken-off rule has no position of its own and gets the start of the text. */
export function spanOfNode(file: string, { location }: CstNode): Span {
  const start = location?.startOffset ?? 0;
  if (Number.isNaN(start)) return { file, start: 0, end: 0 };
  const end = location?.endOffset ?? start - 1;
  return { file, start, end: Math.max(start, Number.isNaN(end) ? start : end + 1) };
}
