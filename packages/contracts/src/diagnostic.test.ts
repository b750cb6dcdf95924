import { expect, it } from "vitest";
import { error, errorAt, warning, warningAt } from "./diagnostic.ts";

const span = { file: "a.exp", start: 3, end: 7 };

it("make diagnostics with what was given, and no empty keys", () => {
  expect(error("data/damaged", "it is cut off")).toStrictEqual({
    code: "data/damaged",
    severity: "error",
    message: "it is cut off",
  });
  expect(warning("core/run-thinned", "too many", "take fewer")).toStrictEqual({
    code: "core/run-thinned",
    severity: "warning",
    message: "too many",
    hint: "take fewer",
  });
});

it("place them in a text if there is a span", () => {
  expect(errorAt(span, "wrong-value", "must be 3", "write 3")).toStrictEqual({
    ...error("wrong-value", "must be 3", "write 3"),
    span,
  });
  expect(errorAt(undefined, "wrong-value", "must be 3")).toStrictEqual(error("wrong-value", "must be 3"));
  expect(warningAt(span, "unused", "is not used")).toStrictEqual({ ...warning("unused", "is not used"), span });
});
