import { expect, it } from "vitest";
import { secondsOf } from "./seconds-of.ts";

const line = (minute: number, kind: string, more: object = {}) => ({
  time: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  kind,
  ...more,
});

it("adds up sessions that ended, and killed ones up to their last line", () => {
  const killed = [line(0, "start"), line(10, "epoch"), line(30, "epoch")];
  const ended = [line(100, "start"), line(105, "epoch"), line(110, "ran", { seconds: 615 })];
  expect(secondsOf(ended)).toBe(615);
  expect(secondsOf([...killed, ...ended])).toBe(30 * 60 + 615);
  expect(secondsOf([...ended, ...killed.slice(0, 2)])).toBe(615 + 600);
});

it("counts nothing negative, and nothing without a time", () => {
  expect(secondsOf([line(30, "start"), line(10, "epoch"), line(31, "start"), line(32, "ran", { seconds: 60 })])).toBe(
    60,
  );
  expect(secondsOf([{ kind: "start" }, { kind: "epoch", time: "?" }, line(5, "start"), line(6, "epoch")])).toBe(60);
  expect(secondsOf([line(5, "ran", { seconds: -5e300 }), line(6, "ran", { seconds: 5e300 })])).toBe(0);
  expect(secondsOf([line(5, "start"), line(6, "epoch"), { kind: "lost" }])).toBe(60);
  expect(secondsOf([])).toBe(0);
});
