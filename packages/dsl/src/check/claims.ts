import {
  writeValue,
  type ArchitectureSpec,
  type ArmSpec,
  type ClaimSide,
  type ClaimSpec,
  type MeasureSpec,
} from "@infoplane/contracts";
import type { ClaimStatement, Expression, Quantity, Side } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import { checkOutcome } from "./claim-outcome.ts";
import type { CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { checkQuantity } from "./quantity.ts";
import { findVariable, type Scope } from "./scope.ts";

export interface ClaimsRequest {
  readonly scope: Scope | undefined;
  readonly measures: readonly MeasureSpec[];
  /** All arms of the experiment, and those that run here. */
  readonly arms: readonly string[];
  readonly running: readonly string[];
  /** The valid ones, with their trainings. */
  readonly specs: readonly ArmSpec[];
  /** For an arm that has none of its own. */
  readonly architecture: ArchitectureSpec | undefined;
  /** Metrics requested wrongly, which is already reported: claims on them need not report it again. */
  readonly failed: ReadonlySet<string>;
}

/** Checks that claims name existing arms and measured quantities. */
export function checkClaims(
  context: CheckContext,
  claims: readonly ClaimStatement[],
  request: ClaimsRequest,
): ClaimSpec[] {
  return claims.flatMap((claim) => {
    const checked = checkClaim(context, claim, request);
    if (!checked) return [];
    const arms = [...checked.left.terms, ...checked.right.terms].map(({ quantity }) => quantity.arm);
    const absent = arms.find((arm) => !request.running.includes(arm));
    if (absent !== undefined && request.arms.includes(absent)) {
      context.accept(messages.claimLeftOut(claim.span, absent));
      return [];
    }
    checkOutcome(context, checked, request, claim.span);
    return [checked];
  });
}

function checkClaim(context: CheckContext, claim: ClaimStatement, request: ClaimsRequest): ClaimSpec | undefined {
  const left = checkSide(context, claim.left, request, "the left side");
  const right = checkSide(context, claim.right, request, "the right side");
  const { margin, relation } = claim;
  if (margin && (margin.word === "within") !== (relation === "~")) {
    context.accept(messages.wrongMargin(margin.span, margin.word, relation));
  }
  if (!margin && relation === "~") context.accept(messages.missingMargin(claim.span));
  const isOfNumbers = left?.terms.length === 0 && right?.terms.length === 0;
  if (isOfNumbers) context.accept(messages.claimWithoutQuantity(claim.span));
  const by = margin && checkNumber(context, margin.value, request.scope, `the margin`, 0);
  if (isOfNumbers || left === undefined || right === undefined || (margin && by === undefined)) return undefined;
  return { text: claim.text.text, left, relation, right, ...(by !== undefined && { margin: by }) };
}

function checkSide(context: CheckContext, side: Side, request: ClaimsRequest, what: string): ClaimSide | undefined {
  const parts = side.terms.map(({ sign, value }) => ({ sign, checked: checkTerm(context, value, request, what) }));
  const terms: ClaimSide["terms"][number][] = [];
  let constant = 0;
  for (const { sign, checked } of parts) {
    if (checked === undefined) return undefined;
    const factor = sign === "-" ? -1 : 1;
    if (typeof checked === "number") constant += factor * checked;
    else terms.push({ sign: factor, quantity: checked });
  }
  const text = parts
    .map(({ sign, checked }, i) => {
      const own = typeof checked === "object" ? checked.text : writeValue(checked ?? 0);
      return i === 0 ? own : ` ${sign} ${own}`;
    })
    .join("");
  return { text, terms, constant };
}

function checkTerm(context: CheckContext, term: Quantity | Expression, request: ClaimsRequest, what: string) {
  if (term.kind !== "quantity") return checkNumber(context, term, request.scope, what);
  const bare = !term.arm && !term.field && !term.over && term.args.length === 0;
  if (!bare || !findVariable(request.scope, term.name.text)) return checkQuantity(context, term, request);
  return checkNumber(context, { kind: "call", span: term.span, name: term.name }, request.scope, what);
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
  const expected = from === 0 ? "a number, 0 or more" : "a number or a quantity of an arm";
  context.accept(messages.wrongValue(expression.span, what, expected, describe(value)));
  return undefined;
}
