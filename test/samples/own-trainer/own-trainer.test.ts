import { join } from "node:path";
import { readRun } from "@infoplane/core";
import { startEngine } from "@infoplane/engine";
import { checkTrainer } from "@infoplane/trainers/test";
import { expect, it } from "vitest";
import { cliHere, temporaryFolder } from "../../support/cli.ts";
import { oneAtATime } from "./own-trainer.ts";

it("keeps the contract of a trainer", async () => {
  await startEngine({ threads: 1 });
  await expect(checkTrainer(oneAtATime)).resolves.toBeUndefined();
});

it("trains one part of the network in each epoch", async () => {
  const out = temporaryFolder();
  const experiment = "test/samples/own-trainer/own-trainer.exp";
  const { code, stderr } = await cliHere(["run", experiment, "--out", out, "--executor", "in-process"]);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const { records } = await readRun(join(out, "own-trainer"));
  const norms = records.filter(({ quantity }) => quantity === "weight-norm");
  const changes = [1, 2, 3].map((epoch) =>
    ["block1", "block2"].filter((block) => {
      const at = (wanted: number) => norms.find((row) => row.block === block && row.epoch === wanted)?.value;
      return at(epoch) !== at(epoch - 1);
    }),
  );
  // In the third epoch it is the classifier's turn.
  expect(changes).toEqual([["block1"], ["block2"], []]);
});
