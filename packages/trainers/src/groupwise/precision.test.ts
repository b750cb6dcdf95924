import { startEngine, tensors } from "@infoplane/engine";
import { beforeAll, describe, expect, it } from "vitest";
import { smallBatches, smallTrainer, trainSteps, type TaskOptions } from "../test/small-task.ts";

beforeAll(async () => {
  await startEngine({ engine: "native-cpu" });
});

async function losses(name: string, task: TaskOptions): Promise<number[]> {
  const { trainer } = await smallTrainer(name, { ...task, epochs: 10 });
  try {
    return (await trainSteps(trainer)).map((groups) => groups.at(-1)!);
  } finally {
    trainer.dispose();
  }
}

describe("precision bf16", () => {
  it.each(["e2e", "per-layer"])("%s learns as in float32, with different bits", async (name) => {
    const [full, half] = [await losses(name, {}), await losses(name, { precision: "bf16" })];
    expect(half).not.toEqual(full);
    expect(Math.abs(half[0]! - full[0]!)).toBeLessThan(0.05);
    const late = (all: number[]) => all.slice(-4).reduce((sum, loss) => sum + loss / 4, 0);
    expect(late(half)).toBeLessThan(0.6 * half[0]!);
    expect(Math.abs(late(half) - late(full))).toBeLessThan(0.15);
  });

  it("evaluates in float32, with parameters in float32", async () => {
    const { trainer, network } = await smallTrainer("e2e", { precision: "bf16" });
    const { trainer: plain } = await smallTrainer("e2e", {});
    await trainSteps(trainer, 1);
    plain.load(trainer.save());
    const { x } = smallBatches().train({ epoch: 9, step: 0 });
    const scores = (one: typeof trainer) => tensors().tidy(() => Array.from(one.predict(x).dataSync()));
    expect(scores(trainer)).toEqual(scores(plain));
    expect(network.blocks[0]!.parameters[0]!.read().dtype).toBe("float32");
  });
});
