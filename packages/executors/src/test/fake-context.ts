import { channelVariable } from "../cell-channel.ts";
import type { CellEvent, CellSpec, CellStatus, ExecutorContext } from "@infoplane/contracts";

/** A cell for executors, which only use the hash. */
export function fakeCell(hash: string): CellSpec {
  return { hash, arm: hash, seed: 1, dataset: { batch: 128 } } as CellSpec;
}

export interface FakeContext extends ExecutorContext {
  readonly events: CellEvent[];
  readonly controller: AbortController;
}

/** `script` is JavaScript for a cell's Node process; `send(event)` reports to the parent, `hash` names the cell. */
export function fakeContext(options: {
  readonly script?: (cell: CellSpec) => string;
  readonly runCell?: ExecutorContext["runCell"];
  readonly directory?: string;
  readonly observe?: ExecutorContext["observe"];
  readonly onEvent?: (event: CellEvent, controller: AbortController) => void;
}): FakeContext {
  const controller = new AbortController();
  const events: CellEvent[] = [];
  return {
    events,
    controller,
    signal: controller.signal,
    experiment: "fake",
    directory: options.directory ?? "",
    observe: options.observe ?? (() => Promise.resolve({ status: { state: "waiting" }, sessions: 0, events: [] })),
    emit: (event) => {
      events.push(event);
      options.onEvent?.(event, controller);
    },
    runCell: options.runCell ?? (() => Promise.resolve<CellStatus>({ state: "waiting" })),
    cellCommand: (cell) => {
      const prelude = `const hash = ${JSON.stringify(cell.hash)}; const token = process.env.${channelVariable}; const send = (event) => process.send({ token, event: { cell: hash, ...event } });`;
      return { file: process.execPath, args: ["-e", `${prelude}\n${options.script?.(cell) ?? ""}`] };
    },
  };
}
