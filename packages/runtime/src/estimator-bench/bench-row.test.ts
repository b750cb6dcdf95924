import { portableLinearAlgebra, Streams } from "@infoplane/engine";
import { estimators } from "@infoplane/dependence";
import { describe, expect, it } from "vitest";
import { benchRow } from "./bench-row.ts";
import { benchCsv, benchMarkdown } from "./bench-tables.ts";
import { families } from "./families.ts";

const portable = (name: keyof typeof estimators) =>
  [name, (a, b) => estimators[name](a, b, { algebra: portableLinearAlgebra })] as const satisfies readonly [
    string,
    (typeof estimators)["hsic"],
  ];
const row = (name: keyof typeof estimators, family: string, pairs = 60) =>
  benchRow(
    portable(name),
    families.find((one) => one.name === family)!,
    { samples: 64, pairs },
    () => 0,
  );

describe("the families", () => {
  it.each(families)("$name is drawn again from its stream alone", (family) => {
    const draw = (pair: number) => family.draw(16, new Streams(0).stream("x", pair)).map(({ data }) => [...data]);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe("the bench", () => {
  it("finds strong dependence, and independent pairs rarely", async () => {
    expect((await row("hsic", "gaussian")).found).toBeGreaterThan(0.9);
    const independent = await row("hsic", "independent");
    expect(independent.found).toBeLessThan(0.15);
    expect(Math.abs(independent.corrected)).toBeLessThan(0.02);
    expect(independent.nullShare).toBeGreaterThan(0.5);
  });

  it("shows that linear measures miss dependence without correlation", async () => {
    const [any, linear] = [await row("hsic", "nonlinear"), await row("hsic-linear", "nonlinear")];
    expect(any.found).toBeGreaterThan(linear.found + 0.3);
  });

  it("leaves tables", async () => {
    const rows = [await row("hsic", "independent", 4), await row("hsic", "weak", 4)];
    expect(benchCsv(rows).split("\n")).toHaveLength(4);
    expect(benchMarkdown(rows)).toMatch(/\| hsic \| independent \| 64 \|/);
  });
});
