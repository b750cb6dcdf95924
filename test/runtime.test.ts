import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cancelRun, checkExperiment, openRun, previewRun, renderRun, runExperiment } from "@infoplane/runtime";
import type { RuntimeEvent } from "@infoplane/runtime";
import { currentEngine } from "@infoplane/engine";
import { describe, expect, it } from "vitest";
import { root, temporaryFolder } from "./support/cli.ts";

const small = join(root, "test/samples/small.exp");
const brief = (out: string) => ({
  ...{ out, seeds: "1", only: ["e2e"], set: ["train.*.epochs=2"] },
  ...{ engine: "native-cpu" as const, threads: 1 },
});
const kindsOf = (events: readonly RuntimeEvent[]): string[] =>
  events.map((event) => (event.kind === "cell" ? `cell ${event.event.kind}` : event.kind));

describe("runExperiment", () => {
  it("runs cells in their own processes: this one opens no engine, and receives events in order", async () => {
    const out = temporaryFolder();
    const events: RuntimeEvent[] = [];
    const onEvent = (event: RuntimeEvent): void => void events.push(event);
    const { summary, report, directory } = await runExperiment(
      small,
      { ...brief(out), executor: "local" },
      { onEvent },
    );
    expect(currentEngine).toThrow();
    expect([summary.done.length, summary.failed.length, directory]).toEqual([1, 0, join(out, "small")]);
    const expected = ["engine", "prepared", "cell start", "cell measured", "cell end", "ended"];
    expect([...new Set(kindsOf(events).filter((kind) => expected.includes(kind)))]).toEqual(expected);
    expect(report?.files.length).toBeGreaterThan(0);
    const { records, verdicts } = await openRun(directory);
    expect(records).toEqual(report?.view.records);
    expect(verdicts).toEqual(report?.view.verdicts);

    // Nothing is left to do.
    const { finished, left } = await previewRun(small, brief(out));
    expect([finished.length, left.length]).toEqual([1, 0]);
    const { view } = await renderRun(directory, { with: "table" });
    expect(view.records).toEqual(records);
    await expect(cancelRun(directory)).rejects.toThrow("runtime/not-elsewhere");
  });

  it("saves running cells when the signal comes, and resumes with the same bits", async () => {
    const [whole, cut] = [temporaryFolder(), temporaryFolder()];
    const stop = new AbortController();
    const onEvent = (event: RuntimeEvent): void => {
      if (event.kind === "cell" && event.event.kind === "measured" && event.event.at.epoch === 1) stop.abort();
    };
    const request = { executor: "local" };
    const first = await runExperiment(small, { ...brief(cut), ...request }, { onEvent, signal: stop.signal });
    expect([first.summary.interrupted.length, first.summary.done.length]).toEqual([1, 0]);
    const second = await runExperiment(small, { ...brief(cut), ...request });
    await runExperiment(small, { ...brief(whole), ...request });
    expect(second.summary.done.length).toBe(1);
    const valuesOf = async (out: string) =>
      (await openRun(join(out, "small"))).records.map(({ quantity, epoch, value }) => [quantity, epoch, value]);
    expect(await valuesOf(cut)).toEqual(await valuesOf(whole));
  });

  it("says what an experiment, the data or the engine lacks, from any process", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "wrong.exp");
    writeFileSync(file, readFileSync(small, "utf8").replace("with per-layer", "with per-leyer"));
    await expect(checkExperiment(file)).rejects.toThrow("dsl/unknown-trainer");
    const absent = { ...brief(folder), dataDir: join(folder, "nowhere"), executor: "local" };
    await expect(runExperiment(small, absent)).rejects.toMatchObject({ exitCode: 3 });
    const stopped = { signal: AbortSignal.abort() };
    await expect(runExperiment(small, { ...brief(folder), executor: "local" }, stopped)).rejects.toBe(
      stopped.signal.reason,
    );
  });
});
