import type { ArchitectureSpec, ClaimSpec, MeasureSpec, QuantitySpec } from "@infoplane/contracts";
import type { ClaimStatement, Expression, Quantity } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { checkQuantity } from "./quantity.ts";
import { findVariable, type Scope } from "./scope.ts";

export interface ClaimsAsk {
  readonly scope: Scope | undefined;
  readonly measures: readonly MeasureSpec[];
  /** All arms of the experiment, and those that run here. */
  readonly arms: readonly string[];
  readonly running: readonly string[];
  readonly architecture: ArchitectureSpec | undefined;
}

/** Claims that speak of arms that exist and of quantities that are measured. */
export function checkClaims(context: CheckContext, claims: readonly ClaimStatement[], ask: ClaimsAsk): ClaimSpec[] {
  return claims.flatMap((claim) => {
    const checked = checkClaim(context, claim, ask);
    if (!checked) return [];
    const sides = [checked.left, checked.right].filter((side) => typeof side !== "number");
    const absent = sides.find(({ arm }) => !ask.running.includes(arm));
    if (absent && ask.arms.includes(absent.arm)) {
      context.accept(messages.claimLeftOut(claim.span, absent.arm));
      return [];
    }
    return [checked];
  });
}

function checkClaim(context: CheckContext, claim: ClaimStatement, ask: ClaimsAsk): ClaimSpec | undefined {
  const left = checkQuantity(context, claim.left, ask);
  const right = checkRight(context, claim.right, ask);
  const { margin, relation } = claim;
  if (margin && (margin.word === "within") !== (relation === "~")) {
    context.accept(messages.wrongMargin(margin.span, margin.word, relation));
  }
  if (!margin && relation === "~") context.accept(messages.missingMargin(claim.span));
  const by = margin && checkNumber(context, margin.value, ask.scope, `the margin`, 0);
  if (left === undefined || right === undefined || (margin && by === undefined)) return undefined;
  return { text: claim.text.text, left, relation, right, ...(by !== undefined && { margin: by }) };
}

function checkRight(
  context: CheckContext,
  right: Quantity | Expression,
  ask: ClaimsAsk,
): QuantitySpec | number | undefined {
  if (right.kind !== "quantity") return checkNumber(context, right, ask.scope, "the right side");
  const bare = !right.arm && !right.field && right.args.length === 0;
  if (!bare || !findVariable(ask.scope, right.name.text)) return checkQuantity(context, right, ask);
  return checkNumber(context, { kind: "call", span: right.span, name: right.name }, ask.scope, "the right side");
}

function checkNumber(
  context: CheckContext,
  expression: Expression,
  scope: Scope | undefined,
  what: string,
  from = -Infinity,
): number | undefined {
  const value = evaluate(expression, scope, context.accept.bind(context));
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= from) return value;
  const expected = from === 0 ? "a number from 0 on" : "a number or a quantity of an arm";
  context.accept(messages.wrongValue(expression.span, what, expected, describe(value)));
  return undefined;
}
