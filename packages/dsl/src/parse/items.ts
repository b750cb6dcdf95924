import type { Diagnostic, Span } from "@infoplane/contracts";
import type { CstNode, IRecognitionException, IToken } from "chevrotain";
import * as messages from "../messages.ts";
import { EOF } from "./chevrotain.ts";
import { spanOfToken } from "./cst.ts";
import { Grammar } from "./grammar.ts";
import type { Item } from "./layout.ts";
import { likelySlip } from "./likely-slip.ts";

export type ItemRule = "statement" | "setting" | "part" | "layerItem" | "expression" | "seedList";

let grammar: Grammar | undefined;

/** Parses items one by one; an item with a mistake is reported and left out. */
export class Items {
  constructor(
    readonly file: string,
    readonly accept: (diagnostic: Diagnostic) => void,
  ) {}

  /** The items inside braces. */
  inside(braces: IToken | undefined, rule: ItemRule): CstNode[] {
    return this.parse((braces?.payload ?? []) as readonly Item[], rule);
  }

  parse(items: readonly Item[], rule: ItemRule): CstNode[] {
    grammar ??= new Grammar();
    const nodes: CstNode[] = [];
    for (const item of items) {
      grammar.input = [...item];
      const node = grammar[rule]();
      const [error] = grammar.errors;
      if (error) this.#report(error, item, rule);
      else nodes.push(node);
    }
    return nodes;
  }

  #report({ token, message: expected }: IRecognitionException, item: Item, rule: ItemRule): void {
    if (token.tokenType === EOF) {
      const last = item.findLast(({ image }) => image !== "");
      const span: Span = last ? spanOfToken(this.file, last) : { file: this.file, start: 0, end: 0 };
      this.accept(messages.unexpectedEnd(span, last?.image ?? "", expected));
    } else if (token.image !== "") {
      const hint = likelySlip(rule, item, token);
      this.accept(messages.unexpectedToken(spanOfToken(this.file, token), token.image, expected, hint));
    }
    // Otherwise it is a bracket that layout inserted and has reported.
  }
}
