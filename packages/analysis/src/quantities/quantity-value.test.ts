import type { QuantitySpec } from "@infoplane/contracts";
import { describe, expect, it } from "vitest";
import { experimentOf, quantity, record } from "../test/claim-run.ts";
import { quantityValue } from "./quantity-value.ts";

const blocks = ["one", "two", "three"];
const label = "nhsic(X, Z)";
const records = [
  record({ quantity: "accuracy", value: 0.7, split: "train" }),
  record({ quantity: "accuracy", value: 0.6, split: "test" }),
  record({ quantity: "accuracy", value: 0.1, split: "test", epoch: 0 }),
  ...[0, 1, 2, 3, 4].flatMap((epoch) =>
    blocks.map((block, l) =>
      // The middle block rises to 8 at epoch 2 and falls again.
      record({
        quantity: label,
        epoch,
        block,
        depth: l + 1,
        value: block === "two" ? [2, 5, 8, 6, 5][epoch]! : 10 * l + epoch,
        corrected: (l + 1) * 0.1 * epoch,
      }),
    ),
  ),
];
const of = (changes: Partial<QuantitySpec>) => quantityValue(quantity(changes), records, experimentOf());
const nhsic = (selector: QuantitySpec["selector"], rest: Partial<QuantitySpec> = {}) =>
  of({ name: "nhsic", selector: { measure: label, ...selector }, ...rest });

describe("the value of a quantity", () => {
  it("is that of the last epoch and the test part by default", () => {
    expect(of({})).toBe(0.6);
    expect(of({ selector: { measure: "accuracy", split: "train" } })).toBe(0.7);
    expect(of({ selector: { measure: "accuracy", epoch: 0 } })).toBe(0.1);
  });

  it("is found by block, by depth and by column", () => {
    expect(nhsic({ block: "first" })).toBe(4);
    expect(nhsic({ block: "middle" })).toBe(5);
    expect(nhsic({ block: "last" })).toBe(24);
    expect(nhsic({ depth: 3, epoch: 1 })).toBe(21);
    expect(nhsic({ block: "three" }, { field: "corrected" })).toBeCloseTo(1.2, 12);
  });

  it.each([
    ["the slope over all epochs", "slope", undefined, 0.7],
    ["the late slope, from half of the training on", "slope", "late", -1.5],
    ["the slope over a range", "slope", [0, 2], 3],
    ["the largest", "max", undefined, 8],
    ["the smallest of the late epochs", "min", "late", 5],
    ["the mean", "mean", [3, 4], 5.5],
    ["the fall from the peak", "late-minus-peak", undefined, 19 / 3 - 8],
  ] as const)("over epochs: %s", (_, reduce, epochs, expected) => {
    const over = { reduce, axis: "epochs", ...(epochs && { epochs }) } as const;
    expect(nhsic({ block: "middle" }, { over })).toBeCloseTo(expected, 12);
  });

  it("over epochs is missing if one that is due was not measured, or if there are too few", () => {
    const measured = [{ name: "nhsic", options: {}, label, when: { every: 1 } }];
    const value = (last: number, epochs?: "late" | readonly [number, number]) =>
      quantityValue(
        quantity({
          name: "nhsic",
          selector: { measure: label, block: "middle" },
          over: { reduce: "max", axis: "epochs", ...(epochs && { epochs }) },
        }),
        records.filter(({ epoch }) => epoch <= last),
        { ...experimentOf(), measures: measured },
      );
    expect(value(4)).toBe(8);
    // A training that stopped after epoch 3, and one after epoch 1.
    expect(value(3)).toEqual({ missing: "not measured at epoch 4" });
    expect(value(1, "late")).toEqual({ missing: "not measured at 3 epochs, 2 first" });
    expect(value(3, [1, 3])).toBe(8);
    expect(value(4, [1, 9])).toEqual({ missing: "the training has 4 epochs" });
  });

  it("over blocks, at one epoch", () => {
    const over = { reduce: "slope", axis: "blocks" } as const;
    expect(nhsic({}, { over, field: "corrected" })).toBeCloseTo(0.4, 12);
    expect(nhsic({ epoch: 2 }, { over: { ...over, reduce: "max" } })).toBe(22);
  });

  it("over blocks is missing if a block has no record, unless it has no weights to measure", () => {
    const quantityOf = quantity({
      name: "nhsic",
      selector: { measure: label },
      over: { reduce: "mean", axis: "blocks" },
    });
    const without = records.filter(({ block, epoch }) => block !== "two" || epoch !== 4);
    const run = experimentOf();
    expect(quantityValue(quantityOf, records, run)).toBeCloseTo((4 + 5 + 24) / 3, 12);
    expect(quantityValue(quantityOf, without, run)).toEqual({ missing: "no record of two" });
    const withWeights = (parameters: readonly number[]) => ({
      ...run,
      architecture: {
        ...run.architecture,
        blocks: run.architecture.blocks.map((block, i) => ({
          ...block,
          cost: { ...block.cost, parameters: parameters[i]! },
        })),
      },
    });
    expect(quantityValue(quantityOf, without, withWeights([5, 0, 5]))).toBe(14);
    expect(quantityValue(quantityOf, without, withWeights([5, 5, 5]))).toEqual({ missing: "no record of two" });
  });

  it("says what is missing", () => {
    expect(nhsic({})).toEqual({ missing: "several records fit: name the block or the part" });
    expect(nhsic({ block: "last", epoch: 9 })).toEqual({ missing: "no record of epoch 9" });
    expect(nhsic({ block: "last" }, { field: "z" })).toEqual({ missing: "no number at epoch 4, three" });
    const over = { reduce: "slope", axis: "epochs", epochs: [4, 4] } as const;
    expect(nhsic({ block: "last" }, { over })).toEqual({
      missing: "a slope needs two values, one was measured over epochs 4..4",
    });
  });
});

describe("role differentiation of records", () => {
  const plane = (shift: number) =>
    ["x", "y"].flatMap((quantity) =>
      [0, 4].flatMap((epoch) =>
        blocks.slice(0, 2).map((block, l) =>
          record({
            quantity,
            epoch,
            block,
            value: 50 + epoch * (quantity === "x" ? 10 * l + shift : 1),
            dof_a: 100,
            corrected: 0.5 * l * epoch,
          }),
        ),
      ),
    );
  const selector = { x: "x", y: "y" };
  it("takes raw values in units of the possible maximum, and columns as they are", () => {
    const value = (field?: string) =>
      quantityValue(quantity({ selector, ...(field && { field }) }), plane(3), experimentOf());
    // The gap moves by 40 / 100 on one axis, and by 2 on both.
    expect(value()).toBeCloseTo(0.2, 12);
    expect(value("corrected")).toBeCloseTo(Math.SQRT2, 12);
  });

  it("divides by the maximum for the input or label also if Z is named first", () => {
    const turned = plane(3).map((row) => ({ ...row, a: "Z", dof_a: 7, dof_b: 100 }));
    expect(quantityValue(quantity({ selector }), turned, experimentOf())).toBeCloseTo(0.2, 12);
  });

  it("is missing if a block was not measured at an epoch that is due", () => {
    const measures = ["x", "y"].map((name) => ({ name, options: {}, label: name, when: { every: 2 } }));
    expect(quantityValue(quantity({ selector }), plane(3), { ...experimentOf(), measures })).toEqual({
      missing: "one: not measured at epoch 2",
    });
  });
});
