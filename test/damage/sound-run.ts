import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { cliHere, root } from "../support/cli.ts";

/** A finished run of two arms and two seeds, trained before the tests of a file and removed after them. */
export function soundRun(): {
  readonly source: string;
  readonly sound: string;
  /** The arguments that run the same experiment, with its runs under that folder. */
  readonly runIn: (out: string) => string[];
} {
  const once = mkdtempSync(join(tmpdir(), "infoplane-test-"));
  const file = join(once, "quick.exp");
  const source = readFileSync(join(root, "experiments/quick.exp"), "utf8")
    .replace("html, vega-lite, table", "table")
    .replace("train: 128, test: 96", "train: 48, test: 48")
    .replace(/measure nhsic.*\n/, "");
  const runIn = (out: string) => ["run", file, "--out", out, "--engine", "native-cpu", "--executor", "in-process"];
  beforeAll(async () => {
    writeFileSync(file, source);
    expect((await cliHere(runIn(once))).code).toBe(0);
  });
  afterAll(() => rmSync(once, { recursive: true }));
  return { source, sound: join(once, "quick"), runIn };
}
