import { expect, it } from "vitest";
import { withUntil } from "./params.ts";

it("holds a row until its arm is measured again, even if its block has no finite value then", () => {
  const row = (arm: string, depth: number, epoch: number) => ({ arm, depth, epoch });
  // Block 2 collapses after epoch 1; the other arm is measured less often.
  const rows = [
    row("a", 1, 0),
    row("a", 1, 1),
    row("a", 1, 2),
    row("a", 2, 0),
    row("a", 2, 1),
    row("b", 1, 0),
    row("b", 1, 4),
  ];
  const until = withUntil(rows, ({ arm }) => arm).map((one) => one.until);
  expect(until).toEqual([1, 2, null, 1, 2, 4, null]);
});
