import { planExperiment } from "@infoplane/core";
import { checkExperiment } from "@infoplane/runtime";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./support/cli.ts";
import { experimentFiles } from "./support/experiments.ts";

/** Spans change with every edit of a comment; only the meaning of the experiment counts. */
const withoutOrigins = (key: string, value: unknown): unknown => (key === "origins" ? undefined : value);
const json = (value: unknown): string => `${JSON.stringify(value, withoutOrigins, 2)}\n`;

describe.each(experimentFiles())("%s", (file) => {
  const golden = join(root, "test/golden", file.replace(/\.exp$/, ""));

  it("means what its committed normalized form says", async () => {
    const { experiment, warnings } = await checkExperiment(join(root, file));
    expect(warnings).toEqual([]);
    await expect(json(experiment)).toMatchFileSnapshot(`${golden}.experiment.json`);
  });

  it("plans the committed cells", async () => {
    const { experiment } = await checkExperiment(join(root, file));
    const cells = planExperiment(experiment).cells.map(({ hash, arm, seed }) => ({ hash, arm, seed }));
    await expect(json(cells)).toMatchFileSnapshot(`${golden}.plan.json`);
  });
});

describe("the profiles", () => {
  it("--profile paper of the main experiment has the published number of epochs", async () => {
    const { experiment } = await checkExperiment(join(root, "experiments/cifar.exp"), { profile: "paper" });
    expect(experiment.arms.map(({ training }) => training.epochs)).toEqual([400, 400, 400]);
  });

  const presets = experimentFiles().filter((file) => file.includes("paper/"));
  it.each(presets.flatMap((file) => ["small", "medium", "paper"].map((profile) => [file, profile] as const)))(
    "%s --profile %s is valid",
    async (file, profile) => {
      const { experiment, warnings } = await checkExperiment(join(root, file), { profile });
      expect(experiment.profile).toBe(profile);
      expect(warnings).toEqual([]);
    },
  );
});
