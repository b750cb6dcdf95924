import { expect, it } from "vitest";
import { sampleRun } from "../../test/sample-run.ts";
import { answerText } from "./answer-text.ts";

const shared = ", over the seeds that all arms have";

it("says over which seeds the best arm is chosen when some arms have more", () => {
  const run = sampleRun({ arms: ["e2e", "per-layer"], seeds: [1, 2, 3], nhsic: false });
  expect(answerText(run)).not.toContain(shared);
  const without = (left: (arm: string, seed: number) => boolean) =>
    answerText({ ...run, records: run.records.filter(({ arm, seed }) => !left(arm, seed)) });
  expect(without((arm, seed) => arm === "e2e" && seed === 3)).toContain(
    `(2 of 3 seeds), mean ± standard deviation over seeds${shared}.`,
  );
  // No seed in common: each arm uses its own.
  expect(without((arm, seed) => (arm === "e2e") !== (seed === 1))).not.toContain(shared);
});
