import { existsSync } from "node:fs";
import { join } from "node:path";
import { needs } from "@infoplane/contracts/test";
import { readRun } from "@infoplane/core";
import { expect, it } from "vitest";
import { cliHere, temporaryFolder } from "../support/cli.ts";

/** Where Debian's package puts it: tests must not download what they need. */
const installed = existsSync("/usr/share/datasets/fashion-mnist");

/** One arm of each sample, and an accuracy far above chance, which is 0.1. */
const samples = [
  ["forward-forward", "in-turn", 0.6],
  ["signal-propagation", "hard", 0.4],
  ["hsic-bottleneck", "beta-500", 0.5],
  ["direct-feedback-alignment", "dfa", 0.5],
] as const;

it.each(samples)(
  "%s learns from 2,000 photographs in seconds, with every block measured",
  needs("Fashion-MNIST", installed),
  async (name, arm, least) => {
    const out = temporaryFolder();
    const args = ["run", `test/samples/${name}.exp`, "--out", out, "--only", arm, "--executor", "in-process"];
    const { code, stderr } = await cliHere(args);
    expect(stderr).not.toContain("failed");
    expect(code).toBe(0);
    const { experiment, records } = await readRun(join(out, name));
    const epochs = experiment.arms.find((one) => one.name === arm)?.training.epochs;
    const last = records.filter((row) => row.epoch === epochs);
    const accuracy = last.find((row) => row.quantity === "accuracy" && row["split"] === "test")?.value;
    expect(accuracy).toBeGreaterThan(least);
    const measured = last.filter((row) => row.quantity === "nhsic(Y, Z)");
    expect(measured.map((row) => row.block)).toEqual(experiment.architecture.blocks.map((block) => block.name));
    for (const row of measured) expect(row["p"]).toBeLessThan(0.01);
  },
);
