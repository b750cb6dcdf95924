import type { MeasureSpec } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";

/** Whether records of this label were made by a measure with another definition. When it is taken does not matter. */
export function isRedefined(measure: MeasureSpec, before: readonly MeasureSpec[]): boolean {
  const sameLabel = before.filter((old) => old.label === measure.label);
  return sameLabel.length > 0 && !sameLabel.some((old) => essenceOf(old) === essenceOf(measure));
}

/** What decides the values of a measure. */
export function essenceOf({ name, options, probe, code }: MeasureSpec): string {
  return canonicalJson({ name, options, probe, code });
}
