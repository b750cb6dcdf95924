import { expect, it } from "vitest";
import { Grammar } from "./grammar.ts";

it("Chevrotain finds no fault in the grammar", () => {
  expect(() => new Grammar({ validate: true })).not.toThrow();
});
