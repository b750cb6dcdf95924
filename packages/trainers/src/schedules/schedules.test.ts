import { optionsOf } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { constant } from "./constant.ts";
import { multistep } from "./multistep.ts";

const context = {
  createSchedule: (): never => {
    throw new Error("none is named");
  },
};
const total = { epochs: 10, stepsPerEpoch: 5 };

describe("schedules", () => {
  it("multistep changes the rate when so many epochs are done", () => {
    const schedule = multistep.create(optionsOf(multistep, { at: [2, 4], factor: 0.2 }), context);
    const factors = [0, 1, 2, 3, 4, 9].map((epoch) => schedule({ epoch, step: 3 }, total));
    expect(factors).toEqual([1, 1, 0.2, 0.2, 0.2 ** 2, 0.2 ** 2]);
  });

  it("constant never does", () => {
    expect(constant.create({}, context)({ epoch: 7, step: 1 }, total)).toBe(1);
  });
});
