import { dueEpochs, type ArmSpec, type Json, type MeasureSpec, type OverSpec, type Span } from "@infoplane/contracts";
import * as messages from "../messages.ts";
import type { CheckContext } from "./context.ts";

/** Where epochs are selected, and which ones. */
export interface EpochsRequest {
  readonly span: Span;
  readonly epoch?: Json | undefined;
  readonly over?: OverSpec | undefined;
}

/** Whether an arm is measured at the epochs that a quantity refers to. */
export function checkEpochs(
  context: CheckContext,
  { measure, arm }: { readonly measure: MeasureSpec; readonly arm: ArmSpec | undefined },
  { span, epoch, over }: EpochsRequest,
): boolean {
  if (!arm) return true;
  const { epochs } = arm.training;
  const due = dueEpochs(measure, epochs, epochs);
  const about = { label: measure.label, arm: arm.name, epochs, due };
  if (over?.axis !== "epochs") {
    if (typeof epoch !== "number" || due.includes(epoch)) return true;
    context.accept(messages.notDue(span, about, `after epoch ${epoch}`));
    return false;
  }
  const needed = over.reduce === "slope" ? 2 : 1;
  if (over.epochs === "late") {
    // The length of a training is often changed for a trial, which must not stop the run.
    if (due.filter((at) => at >= epochs / 2).length < needed) context.accept(messages.fewLateEpochs(span, about));
    return true;
  }
  const [from, to] = over.epochs ?? [0, epochs];
  const counted = due.filter((at) => at >= from && at <= to);
  if (to <= epochs && counted.length >= needed) return true;
  const few = to <= epochs && counted.length > 0;
  context.accept(messages.notDue(span, about, `${few ? "more than once " : ""}in epochs ${from}..${to}`));
  return false;
}
