import type { DatasetSpec, ProbeSpec } from "@infoplane/contracts";
import type { Call, Expression } from "../ast/ast.ts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";
import { describe } from "./describe.ts";
import { evaluate } from "./evaluate.ts";
import { isWhole } from "./integer.ts";
import type { Scope } from "./scope.ts";

const fields = ["split", "samples"] as const;
/** Beyond this, the number was probably meant for samples. */
const mostDraws = 1000;

/** `probe(train, 512, draws: 5)`: a split, how many of its samples, and how many disjoint choices of them. */
export function checkProbe(
  context: CheckContext,
  call: Call,
  scope: Scope | undefined,
  dataset: DatasetSpec | undefined,
): ProbeSpec | undefined {
  if (call.name.text !== "probe") {
    context.accept(messages.wrongProbe(call.name.span, `\`on ${call.name.text}\` is not known`));
    return undefined;
  }
  const given = new Map<string, Expression>();
  let place = 0;
  for (const { name, value, span } of call.args ?? []) {
    const field = name?.text ?? fields[place++];
    if (field === undefined || ![...fields, "draws"].includes(field)) {
      const has = "a probe has a part of the data, a number of samples and, by name, a number of draws";
      context.accept(messages.wrongProbe(name?.span ?? span, has));
      return undefined;
    }
    given.set(field, value);
  }
  const [split, samples] = fields.map((field) => given.get(field));
  if (!split || !samples) {
    context.accept(messages.wrongProbe(call.span, "a probe needs a part of the data and a number of samples"));
    return undefined;
  }
  const accept = context.accept.bind(context);
  const part = evaluate(split, scope, accept);
  const count = evaluate(samples, scope, accept);
  if (part !== undefined && part !== "train" && part !== "test") {
    accept(messages.wrongProbe(split.span, `the part must be train or test, found ${describe(part)}`));
  }
  if (count !== undefined && !isWhole(count, 1)) {
    accept(messages.wrongProbe(samples.span, `the number of samples must be a whole number, found ${describe(count)}`));
  }
  const drawn = given.get("draws");
  const draws = drawn && evaluate(drawn, scope, accept);
  if (drawn && draws !== undefined && !(isWhole(draws, 1) && draws <= mostDraws)) {
    const why = `the number of draws must be a whole number from 1 to ${mostDraws}, found ${describe(draws)}`;
    accept(messages.wrongProbe(drawn.span, why));
    return undefined;
  }
  if ((part !== "train" && part !== "test") || !isWhole(count, 1)) return undefined;
  const available = dataset?.options[part];
  if (typeof available === "number" && count > available) {
    accept(messages.probeTooLarge(samples.span, count, part, available));
  } else if (drawn && isWhole(draws, 1) && typeof available === "number" && count * draws > available) {
    accept(messages.tooManyDraws(drawn.span, draws, count, part, available));
  }
  return { split: part, samples: count, ...(isWhole(draws, 2) && { draws }) };
}
