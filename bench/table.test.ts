import { describe, expect, it } from "vitest";
import { absentReading, readingOf } from "./reading-of.ts";
import { summarise } from "./summarise.ts";
import { speedNote, table } from "./table.ts";

const command = { file: "", args: [] };
const resultsOf = (unit: string, ours: number[]) =>
  summarise(
    { suite: "step", name: "mlp e2e", unit, ours: command, peers: {} },
    new Map([
      ["ours", ours.map((value) => readingOf([value], { "peak MB": 77 }))],
      ["PyTorch NCHW", ours.map((value) => readingOf([value * 2, value * 2, value * 3]))],
      ["torch.compile", [absentReading("failed")]],
    ]),
  );

describe("the table", () => {
  it("has a row for each side", () => {
    expect(table(resultsOf("ms", [100, 120])).split("\n")).toEqual([
      "| case | side | unit | measured | ours / it | rounds differ by | peak MB |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      "| mlp e2e | ours | ms | 110 (100-120) |  | 1.20 | 77.0 |",
      "| mlp e2e | PyTorch NCHW | ms | 220 (200-360) | 0.50 | 1.20 |  |",
      "| mlp e2e | torch.compile | ms | failed |  |  |  |",
    ]);
  });
});

describe("the note on the machine's speed", () => {
  it("names the cases whose rounds differ too much", () => {
    expect(speedNote(resultsOf("ms", [100, 150]))).toContain("in mlp e2e (1.50).");
  });

  it("is left out if the machine was steady, and for what is no time", () => {
    expect(speedNote(resultsOf("ms", [100, 120]))).toBeUndefined();
    expect(speedNote(resultsOf("MB", [100, 150]))).toBeUndefined();
  });
});
