import { describe, expect, it } from "vitest";
import { reference } from "../optimizers/test/optimizer-suite.ts";
import { registry } from "../test/small-task.ts";
import { createSchedule } from "../trainer-context.ts";

const total = { epochs: 6, stepsPerEpoch: 5 };
const factors = (name: string, options = {}): number[] => {
  const schedule = createSchedule({ name, options }, registry);
  return Array.from({ length: 30 }, (_, at) => schedule({ epoch: Math.floor(at / 5), step: at % 5 }, total));
};

describe("schedules", () => {
  it.each(reference.schedules.map((one) => ({ ...one, title: `${one.name} ${JSON.stringify(one.options)}` })))(
    "$title gives the factors of torch.optim.lr_scheduler",
    ({ name, options, factors: wanted }) => {
      const found = factors(name, options);
      wanted.forEach((factor, at) => expect(found[at]).toBeCloseTo(factor, 10));
    },
  );

  it("constant never changes the rate", () => {
    expect(new Set(factors("constant"))).toEqual(new Set([1]));
  });

  it("warm-up longer than the training only rises", () => {
    const found = factors("warm-up", { epochs: 10, then: { name: "cosine", options: {} } });
    expect(found.every((factor, at) => at === 0 || factor > (found[at - 1] ?? 1))).toBe(true);
    expect(found.at(-1)).toBeCloseTo(30 / 50, 12);
  });
});
