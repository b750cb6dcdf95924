import { exitCodes } from "@infoplane/contracts";
import { ignoresHangup } from "@infoplane/executors";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Output } from "../show/output.ts";
import { interruptedBy, saving, stopOnSignals } from "./signals.ts";

function listen() {
  const notes: string[] = [];
  const output: Output = {
    print: (text) => void notes.push(text),
    note: (text) => void notes.push(text),
    replace: () => undefined,
    live: false,
    color: false,
  };
  const signals = stopOnSignals(output, saving("npx tsx run again.exp"));
  onTestFinished(() => signals.release());
  return { ...signals, notes };
}

describe("a signal", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"] as const)("%s saves, and says what goes on", (name) => {
    const { signal, notes } = listen();
    process.emit(name, name);
    // These tests may themselves be run under nohup.
    const isIgnored = name === "SIGHUP" && ignoresHangup();
    expect(signal.aborted).toBe(!isIgnored);
    expect(notes.join().includes("npx tsx run again.exp")).toBe(!isIgnored);
  });

  it("that cuts off a wait is no fault", () => {
    const { signal } = listen();
    const cutOff = new DOMException("This operation was aborted", "AbortError");
    // Nobody has stopped anything yet.
    expect(() => interruptedBy(cutOff, signal)).toThrow(cutOff);
    process.emit("SIGINT", "SIGINT");
    expect(interruptedBy(cutOff, signal)).toBe(exitCodes.interrupted);
    expect(interruptedBy(signal.reason, signal)).toBe(exitCodes.interrupted);
    const other = new Error("a fault");
    expect(() => interruptedBy(other, signal)).toThrow(other);
  });
});
