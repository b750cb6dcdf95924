import type { IToken } from "chevrotain";
import type { ItemRule } from "./items.ts";
import * as t from "./tokens.ts";

const arithmetic = new Set([t.Plus, t.Minus, t.Star, t.Slash]);
const clauses = new Set<unknown>(Object.values(t.clauseWords));
const isClause = ({ tokenType }: IToken): boolean => clauses.has(tokenType);

const isTight = (first: IToken | undefined, second: IToken | undefined): boolean =>
  first?.endOffset !== undefined && second !== undefined && second.startOffset === first.endOffset + 1;

/** What to write instead of a misplaced token that other languages would have there. `rule`: the intended item. */
export function likelySlip(rule: ItemRule, item: readonly IToken[], token: IToken): string | undefined {
  const at = item.indexOf(token);
  const [first, before, after] = [item[0], item[at - 1], item[at + 1]];
  const text = (one: IToken | undefined): string => one?.image ?? "";
  if (token.tokenType === t.Equals && before) {
    const isCompared = before.tokenType === t.Greater || before.tokenType === t.Less;
    if (isCompared) return `write \`${text(before)}\``;
    return rule === "setting" && before === first
      ? `write \`${text(before)} ${text(after)}\``
      : `write \`${text(before)}: ${text(after)}\``;
  }
  if (rule === "setting" && token.tokenType === t.Colon && before === first)
    return `write \`${text(before)} ${text(after)}\``;
  if (token.tokenType === t.Comma && isTight(before, token) && isTight(token, after)) {
    const [whole, rest] = [text(before), text(after)];
    if (/^\d+$/.test(whole) && /^\d/.test(rest)) return `the decimal mark is a point: write \`${whole}.${rest}\``;
  }
  if (rule === "layerItem" || rule === "part") {
    if (token.tokenType === t.Comma) return "put `;` between layers";
    if (arithmetic.has(token.tokenType))
      return `arithmetic needs parentheses: \`${text(first)}(${text(before)} ${text(token)} ${text(after)})\``;
  }
  const isMeasured = first?.tokenType === t.statementWords.Measure && !item.slice(0, at).some(isClause);
  if (isMeasured && token.tokenType === t.Name) return "put `,` between measures";
  return undefined;
}
