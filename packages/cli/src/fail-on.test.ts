import type { Verdict } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { verdictExitCode, type FailOn } from "./fail-on.ts";

it.each<[FailOn | undefined, Verdict["outcome"][], number]>([
  [undefined, ["contradicted", "undecided"], 0],
  ["contradicted", ["supported", "undecided"], 0],
  ["contradicted", ["supported", "contradicted"], 1],
  ["undecided", ["supported", "supported"], 0],
  ["undecided", ["supported", "undecided"], 1],
  ["undecided", ["contradicted"], 1],
])("--fail-on %s with %j ends with %i", (failOn, outcomes, code) => {
  expect(
    verdictExitCode(
      outcomes.map((outcome) => ({ outcome }) as Verdict),
      failOn,
    ),
  ).toBe(code);
});
