import { exitCodes } from "@infoplane/contracts";
import { ignoresHangup } from "@infoplane/executors";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Output } from "../show/output.ts";
import { saving, stopOnSignals, untilSignal } from "./signals.ts";

const outputTo = (notes: string[]): Output => ({
  print: (text) => void notes.push(text),
  note: (text) => void notes.push(text),
  replace: () => undefined,
  live: false,
  color: false,
});

function listen() {
  const notes: string[] = [];
  const signals = stopOnSignals(outputTo(notes), saving("npx tsx run again.exp"));
  onTestFinished(() => signals.release());
  return { ...signals, notes };
}

describe("a signal", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"] as const)("%s saves, and says how to resume", (name) => {
    const { signal, notes } = listen();
    process.emit(name, name);
    // These tests may themselves be run under nohup.
    const isIgnored = name === "SIGHUP" && ignoresHangup();
    expect(signal.aborted).toBe(!isIgnored);
    expect(notes.join().includes("npx tsx run again.exp")).toBe(!isIgnored);
  });

  it("that interrupts a wait is not an error", async () => {
    const cutOff = new DOMException("This operation was aborted", "AbortError");
    const failsWith = (make: (signal: AbortSignal) => Error, isStopped = true) =>
      untilSignal(outputTo([]), saving(""), (signal) => {
        if (isStopped) process.emit("SIGINT", "SIGINT");
        return Promise.reject(make(signal));
      });
    await expect(failsWith(() => cutOff)).resolves.toBe(exitCodes.interrupted);
    await expect(failsWith(({ reason }) => reason as Error)).resolves.toBe(exitCodes.interrupted);
    // Nobody has stopped anything.
    await expect(failsWith(() => cutOff, false)).rejects.toBe(cutOff);
    const other = new Error("a fault");
    await expect(failsWith(() => other)).rejects.toBe(other);
  });
});
