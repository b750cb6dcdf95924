import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Case, Command } from "./case.ts";
import { takeTurns } from "./take-turns.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bench-turns-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that notes its name and prints a reading, or whatever else it is told to do. */
const side = (name: string, then = `console.log('{"median":1,"min":1,"max":1}')`): Command => ({
  file: process.execPath,
  args: ["-e", `fs.appendFileSync(${JSON.stringify(join(folder, "turns"))}, "${name} "); ${then}`],
});
const item = (ours: Command, peers: Record<string, Command>): Case => ({
  ...{ suite: "step", name: "lenet5", unit: "ms" },
  ours,
  peers,
});
const turns = (): string => readFileSync(join(folder, "turns"), "utf8").trim();
const absent = (text: string): string => `console.log('{"median":null,"min":null,"max":null,"absent":"${text}"}')`;

describe("taking turns", () => {
  it("reverses the order in every other round", async () => {
    const rounds = await takeTurns(item(side("a"), { b: side("b"), c: side("c") }), 3);
    expect(turns()).toBe("a b c c b a a b c");
    expect([...rounds].map(([name, readings]) => [name, readings.length])).toEqual([
      ["ours", 3],
      ["b", 3],
      ["c", 3],
    ]);
    expect(rounds.get("b")?.[0]?.also?.["process s"]).toBeGreaterThan(0);
  });

  it("does not try again what is absent, and nothing without ours", async () => {
    await takeTurns(item(side("a"), { b: side("b", absent("no compiler")), c: side("c") }), 2);
    expect(turns()).toBe("a b c c a");
    rmSync(join(folder, "turns"));
    const rounds = await takeTurns(item(side("a", absent("no bf16")), { b: side("b") }), 2);
    expect(turns()).toBe("a");
    expect(rounds.get("b")).toEqual([]);
  });

  it("ends what takes too long, and says so", async () => {
    const endless = { ...side("b", "setInterval(() => {}, 1000)"), limitSeconds: 1 };
    const rounds = await takeTurns(item(side("a"), { b: endless }), 1);
    expect(rounds.get("b")?.[0]?.absent).toBe("took more than 1 s");
  });

  it("reports what fails, and continues", async () => {
    const error = vi.spyOn(console, "error").mockReturnValue();
    const rounds = await takeTurns(item(side("a"), { b: side("b", "process.exit(3)"), c: side("c") }), 1);
    expect([process.exitCode, error.mock.calls.length]).toEqual([1, 1]);
    process.exitCode = undefined;
    expect(rounds.get("b")?.[0]?.absent).toBe("failed");
    expect(rounds.get("c")?.[0]?.median).toBe(1);
  });
});
