import { counted, formatDuration, formatPercent, type CellEvent, type Plan, type Position } from "@infoplane/contracts";
import type { Clock } from "@infoplane/core";
import pc from "picocolors";
import { columnWidth } from "./column-width.ts";
import type { Output } from "./output.ts";

interface CellProgress {
  readonly hash: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps done when it last started in this session. */
  from: number;
  steps: number;
  accuracy?: number;
  since: number;
}

const redrawEvery = 100;
/** Maximum number of live lines: further workers are only counted. */
const mostLive = 8;
/** No time left is shown before this many epochs or seconds of training, as the first steps take longer. */
const epochsToTell = 0.5;
const secondsToTell = 30;

/** Shows a run's progress: a line per epoch, and on a terminal a live line for each cell with speed and time left. */
export class RunProgress {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #cells = new Map<string, CellProgress>();
  /** When the first cell of this session started: anything before is not training. */
  #begun: number | undefined;
  /** Epochs that each cell still has to train, by its hash. */
  readonly #left = new Map<string, number>();
  /** Epochs trained in this session. */
  #trained = 0;
  #drawn = 0;
  /** Running cells, by the text of their live line. */
  readonly #live = new Map<string, string>();
  readonly #named: ReadonlyMap<string, string>;

  /** `before`: epochs that earlier sessions have trained of each cell, by its hash. */
  constructor(output: Output, clock: Clock, plan: Plan, before: ReadonlyMap<string, number>) {
    this.#output = output;
    this.#clock = clock;
    for (const { hash, training } of plan.cells) this.#left.set(hash, training.epochs - (before.get(hash) ?? 0));
    const width = columnWidth(plan.cells.map(({ arm }) => arm));
    this.#named = new Map(plan.cells.map(({ hash, arm, seed }) => [hash, `${arm.padEnd(width)}  seed ${seed}`]));
  }

  readonly on = (event: CellEvent): void => {
    if (event.kind === "start") this.#start(event);
    const cell = this.#cells.get(event.cell);
    if (event.kind === "note") this.#output.note(`${this.#name(event.cell)}  ${pc.dim(event.message)}`);
    if (event.kind === "end") this.#end(event);
    if (!cell) return;
    if (event.kind === "step") {
      this.#move(cell, event.at);
      this.#draw(cell, event.at);
    } else if (event.kind === "measured") this.#epoch(cell, event);
  };

  #start(event: CellEvent & { kind: "start" }): void {
    const { cell: hash, epochs, stepsPerEpoch, at, time = this.#clock() } = event;
    this.#begun ??= time;
    const steps = stepsOf(at, { stepsPerEpoch });
    this.#left.set(hash, epochs - steps / stepsPerEpoch);
    this.#cells.set(hash, { hash, epochs, stepsPerEpoch, from: steps, steps, since: time });
  }

  #move(cell: CellProgress, at: Position): void {
    const steps = stepsOf(at, cell);
    this.#trained += Math.max(0, steps - cell.steps) / cell.stepsPerEpoch;
    this.#left.set(cell.hash, cell.epochs - steps / cell.stepsPerEpoch);
    cell.steps = steps;
  }

  #epoch(cell: CellProgress, { at, accuracy, loss, time = this.#clock() }: CellEvent & { kind: "measured" }): void {
    this.#move(cell, at);
    if (accuracy !== undefined) cell.accuracy = accuracy;
    const parts = [
      `epoch ${String(at.epoch).padStart(String(cell.epochs).length)}/${cell.epochs}`,
      ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
      ...(accuracy === undefined ? [] : [`test accuracy ${pc.bold(formatPercent(accuracy))}`]),
      ...this.#speed(cell, time),
      ...this.#timeLeft(time),
    ];
    this.#output.note(`${this.#name(cell.hash)}  ${parts.join(pc.dim(" · "))}`);
  }

  #end({ cell, status }: CellEvent & { kind: "end" }): void {
    this.#live.delete(cell);
    // What it has not trained will not be trained in this session.
    this.#left.delete(cell);
    if (status.state !== "failed") return;
    const name = this.#name(cell);
    this.#output.note(`${name}  ${pc.red("failed")}: ${status.message}`);
    for (const line of status.frame?.split("\n") ?? []) this.#output.note(`${" ".repeat(name.length + 2)}${line}`);
    if (status.hint) this.#output.note(`${" ".repeat(name.length + 2)}${status.hint}`);
  }

  #draw(cell: CellProgress, at: Position): void {
    if (!this.#output.live) return;
    const done = at.step / cell.stepsPerEpoch;
    const bar = "█".repeat(Math.round(done * 20)).padEnd(20, "░");
    const epoch = `epoch ${Math.min(at.epoch + 1, cell.epochs)}/${cell.epochs} ${bar}`;
    const accuracy = cell.accuracy === undefined ? [] : [`test accuracy ${formatPercent(cell.accuracy)}`];
    const now = this.#clock();
    const told = [...this.#speed(cell, now), ...accuracy].join(" · ");
    this.#live.set(cell.hash, `${this.#name(cell.hash)}  ${epoch}${told === "" ? "" : ` ${told}`}`);
    if (now - this.#drawn < redrawEvery) return;
    this.#drawn = now;
    const lines = [...this.#live.values()].slice(0, mostLive);
    const more = this.#live.size - lines.length;
    const others = more > 0 ? [`${counted(more, "more cell")} running`] : [];
    const last = [...this.#timeLeft(now), ...others].join(" · ");
    if (lines.length === 1) this.#output.replace([lines.join(""), ...(last === "" ? [] : [last])].join(" · "));
    else this.#output.replace(...lines, ...(last === "" ? [] : [last]));
  }

  #name(cell: string): string {
    return this.#named.get(cell) ?? cell;
  }

  /** `5.0 steps/s`, or `12 s/step`; nothing before the first step. */
  #speed({ steps, from, since }: CellProgress, now: number): string[] {
    const done = steps - from;
    const seconds = Math.max((now - since) / 1000, 1e-3);
    if (done <= 0) return [];
    return [done / seconds < 0.1 ? `${formatDuration(seconds / done)}/step` : `${(done / seconds).toFixed(1)} steps/s`];
  }

  /**
   * `left 7 s`: for the remaining training, at the pace of this session, including measuring and saving. Nothing if the
   * pace is not known yet, or nothing is left.
   */
  #timeLeft(now: number): string[] {
    const seconds = (now - (this.#begun ?? now)) / 1000;
    const left = [...this.#left.values()].reduce((sum, epochs) => sum + Math.max(0, epochs), 0);
    const isKnown = this.#trained >= epochsToTell || (this.#trained > 0 && seconds >= secondsToTell);
    return isKnown && left > 0 ? [`left ${formatDuration((seconds / this.#trained) * left)}`] : [];
  }
}

function stepsOf(at: Position, { stepsPerEpoch }: Pick<CellProgress, "stepsPerEpoch">): number {
  return at.epoch * stepsPerEpoch + at.step;
}
