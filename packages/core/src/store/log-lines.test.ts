import { expect, it } from "vitest";
import { formatLogLine, LogLines } from "./log-lines.ts";

const cell = "a".repeat(16);
const stored = formatLogLine({ kind: "start", threads: 1 }, cell).trimEnd();
const old = '{"kind":"start","threads":1}';
const read = (...lines: readonly string[]) => new LogLines(cell).take(lines);

it("gives what was written, without its check", () => {
  expect(read(stored, "")).toEqual([{ kind: "start", threads: 1 }]);
});

it.each([
  ["changed", stored.replace('"threads":1', '"threads":7')],
  ["of another cell", formatLogLine({ kind: "start" }, "b".repeat(16)).trimEnd()],
  ["cut off", stored.slice(0, 20)],
  ["not an object", "7"],
  ["without a check, after one with a check", old],
])("does not believe a line that is %s", (_, line) => {
  expect(read(stored, line)[1]).toEqual({ kind: "lost" });
});

it("believes the lines of an older Infoplane, which have no checks", () => {
  expect(read(old, stored)).toEqual([
    { kind: "start", threads: 1 },
    { kind: "start", threads: 1 },
  ]);
});
