import type { ClaimSpec, MetricRecords, QuantitySpec, Span } from "@infoplane/contracts";
import * as messages from "../messages.ts";
import type { ClaimsRequest } from "./claims.ts";
import type { CheckContext } from "./context.ts";
import { derivedQuantities } from "./derived-quantities.ts";
import { recordsOf } from "./find-measure.ts";
import { sameJson } from "./label.ts";

type Range = NonNullable<MetricRecords["range"]>;
const anyValue: Range = [-Infinity, Infinity];

/** Reports a claim whose outcome no training can change. */
export function checkOutcome(context: CheckContext, claim: ClaimSpec, request: ClaimsRequest, span: Span): void {
  const { left, right, relation, margin = 0 } = claim;
  if (left.terms.length > 0 && left.text === right.text) {
    context.accept(messages.claimOfItself(span, left.text));
    return;
  }
  const rangeOf = (quantity: QuantitySpec) => ownRange(context, quantity, request, span);
  const [low, high] = rangeOfDifference(claim, rangeOf);
  const { always, never } = {
    ">": { always: low >= margin, never: high <= margin },
    "<": { always: high <= -margin, never: low >= -margin },
    "~": { always: low >= -margin && high <= margin, never: low > margin || high < -margin },
  }[relation];
  if (!never && !always) return;
  // If one side is a number, the end of the other side's range; of the two ends, the one that decides.
  const by = right.terms.length === 0 ? right.constant : 0;
  const isLow = (relation === ">") === !never;
  const about = {
    left: left.text,
    ...(right.terms.length > 0 && { right: right.text }),
    ...((relation === "~" || isLow) && { low: low + by }),
    ...((relation === "~" || !isLow) && { high: high + by }),
  };
  if (never) context.accept(messages.claimNeverHolds(span, about, percentMeant(claim)));
  else context.accept(messages.claimAlwaysHolds(span, about));
}

/** The range of a measure's values, or of a derived quantity. Other columns of a measure can be anything. */
function ownRange(
  context: CheckContext,
  { name, selector, field }: QuantitySpec,
  request: ClaimsRequest,
  span: Span,
): Range {
  const { measure: label } = selector;
  if (label === undefined) return derivedQuantities.find((derived) => derived.name === name)?.range ?? anyValue;
  const measure = request.measures.find((one) => one.label === label);
  const plugin = context.registry.find("metric", name);
  const isValue = field === undefined || field === "value";
  return (measure && plugin && isValue && recordsOf(context, plugin, measure, span).range) || anyValue;
}

/** The number of a claim that looks like a percentage: 60 where 60% is meant. */
function percentMeant({ left, right, margin = 0 }: ClaimSpec): number | undefined {
  return [left.constant, right.constant, margin].find((number) => number > 1 && number <= 100);
}

/**
 * The range in which left minus right must lie, whatever is trained. `rangeOf`: for a measure's values, or a derived
 * quantity. Two reductions of the same values are ordered: max is never below mean, mean never below min.
 */
function rangeOfDifference(
  { left, right }: Pick<ClaimSpec, "left" | "right">,
  rangeOf: (quantity: QuantitySpec) => Range,
): Range {
  const open = [...left.terms, ...right.terms.map(({ sign, quantity }) => ({ sign: -sign, quantity }))];
  let [low, high] = [left.constant - right.constant, left.constant - right.constant];
  for (let term = open.pop(); term; term = open.pop()) {
    const { sign, quantity } = term;
    const at = open.findIndex((other) => other.sign === -sign && order(quantity, other.quantity) !== undefined);
    const [partner] = at < 0 ? [] : open.splice(at, 1);
    if (partner) {
      const above = sign * (order(quantity, partner.quantity) ?? 0);
      if (above > 0) high = Infinity;
      if (above < 0) low = -Infinity;
    } else {
      const [least, most] = reduced(quantity, rangeOf(quantity));
      low += sign > 0 ? least : -most;
      high += sign > 0 ? most : -least;
    }
  }
  return [low, high];
}

function reduced({ over }: QuantitySpec, [low, high]: Range): Range {
  if (over?.reduce === "slope") return anyValue;
  return over?.reduce === "late-minus-peak" ? [low - high, 0] : [low, high];
}

const ranks: Readonly<Record<string, number>> = { min: 0, mean: 1, max: 2 };

/** Above 0 if `a` is never below `b`, below 0 if it is never above, 0 if they are the same; else undefined. */
function order(a: QuantitySpec, b: QuantitySpec): number | undefined {
  if (a.text === b.text) return 0;
  const over = a.over ?? b.over;
  if (!over || (a.over && b.over && (a.over.axis !== b.over.axis || !sameJson(a.over.epochs, b.over.epochs)))) {
    return undefined;
  }
  const axis = over.axis === "epochs" ? ["epoch"] : ["block", "depth"];
  const rest = ({ selector }: QuantitySpec) => Object.entries(selector).filter(([key]) => !axis.includes(key));
  const isSame = a.arm === b.arm && a.field === b.field && sameJson(rest(a), rest(b));
  // A single value is among the reduced ones if those cover the whole axis.
  const isIn = a.over && b.over ? true : over.epochs === undefined;
  const [first, second] = [a, b].map((quantity) => (quantity.over ? ranks[quantity.over.reduce] : ranks["mean"]));
  if (!isSame || !isIn || first === undefined || second === undefined || first === second) return undefined;
  return first - second;
}
