import type { CellEvent, Plan } from "@infoplane/contracts";
import { expect, it } from "vitest";
import type { Output } from "./output.ts";
import { RunProgress } from "./progress.ts";

/** A run of cells with these arms, 4 epochs of 10 steps each, and what it shows on a terminal. */
function shown(...arms: readonly string[]) {
  return shownFrom({}, arms);
}

/** The same, for cells with epochs that earlier sessions have trained. */
function shownFrom(before: Readonly<Record<string, number>>, arms: readonly string[], waiting: readonly string[] = []) {
  const notes: string[] = [];
  const live: (readonly string[])[] = [];
  let now = 0;
  const output: Output = {
    live: true,
    color: false,
    print: () => undefined,
    note: (text) => notes.push(text.replace(/\u001b\[\d+m/g, "")),
    replace: (...lines) => live.push(lines),
  };
  const cells = [...arms, ...waiting].map((arm) => ({ hash: arm, arm, seed: 1, training: { epochs: 4 } }));
  const progress = new RunProgress(output, () => now, { cells } as unknown as Plan, new Map(Object.entries(before)));
  const after = (milliseconds: number, event: unknown): void => {
    now += milliseconds;
    progress.on(event as CellEvent);
  };
  for (const arm of arms)
    after(0, { kind: "start", cell: arm, epochs: 4, stepsPerEpoch: 10, at: { epoch: before[arm] ?? 0, step: 0 } });
  const step = (arm: string, at: number): void =>
    after(1000, { kind: "step", cell: arm, at: { epoch: Math.floor(at / 10), step: at % 10 } });
  return { notes, live, after, step };
}

it("shows one cell in one line, with speed and time left", () => {
  const { live, step } = shown("e2e");
  step("e2e", 5);
  expect(live).toEqual([["e2e  seed 1  epoch 1/4 ██████████░░░░░░░░░░ 5.0 steps/s · left 7 s"]]);
});

it("shows each running cell in its own line until it ends, and counts those beyond eight", () => {
  const { live, step, after, notes } = shown("e2e", "local");
  step("e2e", 5);
  step("local", 2);
  expect(live.at(-1)).toEqual([
    "e2e    seed 1  epoch 1/4 ██████████░░░░░░░░░░ 5.0 steps/s",
    "local  seed 1  epoch 1/4 ████░░░░░░░░░░░░░░░░ 1.0 steps/s",
    "left 21 s",
  ]);
  after(0, { kind: "measured", cell: "local", at: { epoch: 1, step: 0 }, accuracy: 0.5, loss: 2 });
  expect(notes).toEqual(["local  seed 1  epoch 1/4 · loss 2.000 · test accuracy 50.00% · 5.0 steps/s · left 9 s"]);
  after(0, { kind: "end", cell: "e2e", status: { state: "finished" } });
  step("local", 15);
  expect(live.at(-1)).toEqual([expect.stringMatching(/^local .* test accuracy 50\.00% · left /)]);

  const arms = Array.from({ length: 10 }, (_, index) => `arm${index}`);
  const many = shown(...arms);
  for (const arm of arms) many.step(arm, 1);
  expect(many.live.at(-1)).toHaveLength(9);
  expect(many.live.at(-1)?.at(-1)).toMatch(/^left .* · 2 more cells running$/);
});

it("takes the pace of a log from the times in it, however fast it is read", () => {
  const { after, notes } = shown();
  after(0, { kind: "start", cell: "e2e", epochs: 4, stepsPerEpoch: 10, at: { epoch: 0, step: 0 }, time: -60_000 });
  for (const epoch of [1, 2]) {
    after(0, { kind: "measured", cell: "e2e", at: { epoch, step: 0 }, time: -60_000 + 20_000 * epoch });
  }
  expect(notes.map((note) => note.split(" · ").slice(1))).toEqual([
    ["0.5 steps/s", "left 1 min 00 s"],
    ["0.5 steps/s", "left 40 s"],
  ]);
});

it("redraws at most ten times a second", () => {
  const { live, after } = shown("e2e");
  for (let at = 1; at <= 30; at++) after(10, { kind: "step", cell: "e2e", at: { epoch: 0, step: at % 10 } });
  expect(live).toHaveLength(3);
});

it("shows no speed and no time left before a step, and counts what earlier sessions have trained, also of waiting cells", () => {
  const { live, notes, step, after } = shownFrom({ e2e: 3, waiting: 2, done: 4 }, ["e2e"], ["waiting", "done"]);
  after(60_000, { kind: "measured", cell: "e2e", at: { epoch: 3, step: 0 }, accuracy: 0.25 });
  expect(notes).toEqual(["e2e      seed 1  epoch 3/4 · test accuracy 25.00%"]);
  step("e2e", 31);
  expect(live.at(-1)?.join("")).not.toContain("/s · left 0 s");
  for (let at = 32; at <= 35; at++) step("e2e", at);
  // 0.5 epochs in 65 s: as long again for the rest of this one, and two epochs of the waiting cell.
  expect(live.at(-1)).toEqual([expect.stringMatching(/ 13 s\/step · test accuracy 25\.00% · left 5 min 25 s$/)]);
  after(0, { kind: "measured", cell: "e2e", at: { epoch: 4, step: 0 }, accuracy: 0.5 });
  after(0, { kind: "end", cell: "e2e", status: { state: "done" } });
  expect(notes.at(-1)).toMatch(/left 2 min 10 s$/);
});

it("shows no time left at the end, and does not count what a failed cell has not trained", () => {
  const { notes, after, step } = shown("e2e", "local");
  step("e2e", 10);
  after(0, { kind: "end", cell: "local", status: { state: "failed", message: "the loss became NaN" } });
  after(0, { kind: "measured", cell: "e2e", at: { epoch: 3, step: 0 } });
  expect(notes.at(-1)).toMatch(/ · left under 1 s$/);
  after(0, { kind: "measured", cell: "e2e", at: { epoch: 4, step: 0 } });
  expect(notes.at(-1)).toMatch(/epoch 4\/4 · 40\.0 steps\/s$/);
});
