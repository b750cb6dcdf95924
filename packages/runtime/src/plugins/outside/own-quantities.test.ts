import type { Measurement, Snapshot } from "@infoplane/contracts";
import { expect, it } from "vitest";
import { ownQuantities } from "./own-quantities.ts";

const measured = (rows: unknown) =>
  ownQuantities({ measure: () => rows as Measurement[] }, (name) => name === "nhsic").measure({} as Snapshot);

it("gives plain rows of quantities of its own, read once", async () => {
  let reads = 0;
  const row = Object.defineProperty({ value: 1 }, "quantity", {
    get: () => (reads++ ? "nhsic" : "own"),
    enumerable: true,
  });
  const rows = Object.assign([row, { quantity: "nhsic-like", value: 2 }], { map: () => [] });
  expect(await measured(rows)).toEqual([
    { quantity: "own", value: 1 },
    { quantity: "nhsic-like", value: 2 },
  ]);
  expect(reads).toBe(1);
});

it.each(["nhsic", "nhsic(X, Z)", " nhsic (Y, Z)"])(
  "refuses the quantity %j, which another metric records",
  async (quantity) => {
    await expect(measured([{ quantity, value: 1 }])).rejects.toThrow("which is what the metric nhsic records");
  },
);

it("refuses more rows than anything measured has, before it reads one", async () => {
  await expect(measured(Object.assign([], { length: 2 ** 32 - 1 }))).rejects.toThrow("more than 100,000");
});

it("leaves what is no row to whoever knows the measure", async () => {
  expect(await measured([3, null])).toEqual([3, null]);
  expect(await measured("rows")).toBe("rows");
});
