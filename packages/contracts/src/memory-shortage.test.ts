import { expect, it } from "vitest";
import { memoryShortageIn } from "./memory-shortage.ts";

it.each([
  "Array buffer allocation failed",
  "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
  "terminate called after throwing an instance of 'std::bad_alloc'",
  "fork: Cannot allocate memory",
  "ResourceExhaustedError: OOM when allocating tensor with shape[8192,8192]",
  "RESOURCE_EXHAUSTED: Resource exhausted: failed to allocate memory",
])("finds the line that reports it: %s", (said) => {
  expect(memoryShortageIn(`Compute error\n${said}\n  at node:internal`)).toBe(said);
});

it("finds nothing in other errors", () => {
  expect(memoryShortageIn("shapes 3x4 and 5 do not match\nmemory is short of nothing")).toBeUndefined();
});
