import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEngine, tensors } from "@infoplane/engine";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { StepProfile } from "./step-profile.ts";

beforeAll(async () => {
  await startEngine({ engine: "native-cpu" });
});

interface Event {
  readonly name: string;
  readonly cat: string;
  readonly dur: number;
  readonly args: { readonly own: number };
}

it("records the steps after the first two, with phases and kernels, and nothing in between", async () => {
  const folder = mkdtempSync(join(tmpdir(), "infoplane-profile-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const tf = tensors();
  let now = 0;
  const profile = new StepProfile(join(folder, "cell", "trace.json"), 2, () => ++now);
  const add = () => {
    tf.tidy(() => tf.add(tf.ones([2]), 1));
  };
  const sentences: string[] = [];
  for (let step = 0; step < 6; step++) {
    await profile.step(
      async () => {
        await Promise.resolve();
        profile.phase("forward block1", add);
      },
      () => true,
    );
    tf.tidy(() => tf.sub(tf.ones([2]), 1));
    if (profile.isComplete) sentences.push(profile.close() ?? "");
  }
  expect(sentences.filter((sentence) => sentence !== "")).toEqual([expect.stringMatching(/^2 steps of .*Add/)]);
  const { traceEvents } = JSON.parse(readFileSync(profile.file, "utf8")) as { traceEvents: Event[] };
  const named = (category: string) => traceEvents.filter(({ cat }) => cat === category).map(({ name }) => name);
  expect(named("step")).toEqual(["step 3", "step 4"]);
  expect(named("phase")).toEqual(["forward block1", "forward block1"]);
  expect(named("kernel")).toContain("Add");
  expect(named("kernel")).not.toContain("Sub");
  expect(traceEvents.every(({ dur, args }) => dur > 0 && args.own <= dur)).toBe(true);
});

it("changes no result, and removes its observer", async () => {
  const tf = tensors();
  const before = (tf.backend() as unknown as { binding: unknown }).binding;
  const profile = new StepProfile("unused.json", 1, () => 0);
  for (let step = 0; step < 2; step++) {
    await profile.step(
      () => Promise.resolve(),
      () => true,
    );
  }
  const value = await profile.step(
    () => Promise.resolve(tf.tidy(() => tf.square(tf.scalar(3)).dataSync()[0])),
    () => false,
  );
  expect(value).toBe(9);
  expect((tf.backend() as unknown as { binding: unknown }).binding).toBe(before);
});
