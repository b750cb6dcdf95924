import { reductions, type OverSpec } from "@infoplane/contracts";
import type { OverClause, Quantity } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { isWhole } from "./integer.ts";
import type { Scope } from "./scope.ts";

/** A quantity over epochs or blocks: what is reduced to one number, and how. */
export interface Reduced {
  readonly over: OverSpec;
  readonly inner: Quantity;
}

/** `slope(nhsic(X, Z, block: last) over epochs late)`. Undefined if something is wrong. */
export function checkOver(
  context: CheckContext,
  quantity: Quantity,
  clause: OverClause,
  scope: Scope | undefined,
): Reduced | undefined {
  const { name, args, span } = quantity;
  const reduce = reductions.find((known) => known === name.text);
  if (!reduce) {
    context.accept(messages.unknownReduction(name.span, name.text, reductions));
    return undefined;
  }
  const [only, second] = args;
  if (!only || second || only.name || only.value.kind !== "call") {
    context.accept(messages.wrongReduction(second?.span ?? span, `\`${reduce}\` is taken of one quantity`));
    return undefined;
  }
  if (clause.axis.text === "layers") context.accept(messages.oldWord(clause.axis.span, "layers", "blocks"));
  const axis = clause.axis.text === "layers" ? "blocks" : clause.axis.text;
  if (axis !== "epochs" && axis !== "blocks") {
    context.accept(messages.wrongReduction(clause.axis.span, `a quantity is taken over epochs or blocks, not ${axis}`));
    return undefined;
  }
  if (reduce === "late-minus-peak" && (axis !== "epochs" || clause.phase)) {
    context.accept(
      messages.wrongReduction(clause.span, "`late-minus-peak` is taken over all epochs", "write `over epochs`"),
    );
    return undefined;
  }
  const epochs = clause.phase && checkPhase(context, clause, scope);
  if (clause.phase && epochs === undefined) return undefined;
  const { value } = only;
  const inner: Quantity = { kind: "quantity", span: value.span, name: value.name, args: value.args ?? [] };
  return { over: { reduce, axis, ...(epochs && { epochs }) }, inner };
}

function checkPhase(context: CheckContext, { axis, phase }: OverClause, scope: Scope | undefined): OverSpec["epochs"] {
  if (!phase) return undefined;
  if (axis.text !== "epochs") {
    context.accept(messages.wrongReduction(phase.span, "only epochs have phases", "write `over blocks`"));
    return undefined;
  }
  if (!("kind" in phase)) {
    if (phase.text === "late") return "late";
    context.accept(messages.wrongReduction(phase.span, `\`${phase.text}\` is not a phase`, "write `late`, or `5..20`"));
    return undefined;
  }
  const accept = context.accept.bind(context);
  const from = evaluate(phase.from, scope, accept);
  const to = phase.to && evaluate(phase.to, scope, accept);
  if (from === undefined || (phase.to && to === undefined)) return undefined;
  if (isWhole(from, 0) && isWhole(to, 0) && from < to) return [from, to];
  const found = describe(from) + (to === undefined ? "" : ` to ${describe(to)}`);
  accept(messages.wrongReduction(phase.span, `epochs are a range of whole numbers, found ${found}`, "write `5..20`"));
  return undefined;
}
