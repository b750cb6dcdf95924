import type { Expression } from "../ast/ast.ts";

/**
 * How a number would be written whose decimal mark is a comma, where two values are whole numbers with nothing but a comma
 * between them: `0,005` is 0.005. Undefined where they are not.
 */
export function decimalComma(first: Expression | undefined, second: Expression | undefined): string | undefined {
  if (first?.kind !== "number" || second?.kind !== "number") return undefined;
  const isTight = second.span.file === first.span.file && second.span.start === first.span.end + 1;
  if (!isTight || !Number.isInteger(first.value) || !Number.isInteger(second.value) || second.value < 0) return undefined;
  const digits = String(second.value).padStart(second.span.end - second.span.start, "0");
  return `${first.value}.${digits}`;
}
