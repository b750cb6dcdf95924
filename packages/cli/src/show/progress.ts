import type { CellEvent, Plan, Position } from "@infoplane/contracts";
import type { Clock } from "@infoplane/core";
import pc from "picocolors";
import { columnWidth } from "./column-width.ts";
import { formatDuration } from "./duration.ts";
import type { Output } from "./output.ts";

interface CellProgress {
  readonly hash: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Where this session found it. */
  readonly from: number;
  steps: number;
  accuracy?: number;
  readonly since: number;
}

const redrawEvery = 100;
/** Live lines, at most: more workers than that are counted. */
const mostLive = 8;

/** Shows how a run goes: a line an epoch, and on a terminal a live line for each cell at work, with speed and time left. */
export class RunProgress {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #cells = new Map<string, CellProgress>();
  readonly #begun: number;
  /** Epochs that this run still had to train when it began. */
  readonly #epochsToDo: number;
  #drawn = 0;
  /** Cells at work, by what their live line says. */
  readonly #live = new Map<string, string>();
  readonly #named: ReadonlyMap<string, string>;

  constructor(output: Output, clock: Clock, plan: Plan, finished: ReadonlySet<string>) {
    this.#output = output;
    this.#clock = clock;
    this.#begun = clock();
    const left = plan.cells.filter(({ hash }) => !finished.has(hash));
    this.#epochsToDo = left.reduce((sum, cell) => sum + cell.training.epochs, 0);
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
      cell.steps = stepsOf(event.at, cell);
      this.#draw(cell, event.at);
    } else if (event.kind === "measured") this.#epoch(cell, event);
  };

  #start(event: CellEvent & { kind: "start" }): void {
    const { cell: hash, epochs, stepsPerEpoch, at } = event;
    const steps = at.epoch * stepsPerEpoch + at.step;
    this.#cells.set(hash, { hash, epochs, stepsPerEpoch, from: steps, steps, since: this.#clock() });
  }

  #epoch(cell: CellProgress, { at, accuracy, loss }: CellEvent & { kind: "measured" }): void {
    cell.steps = stepsOf(at, cell);
    if (accuracy !== undefined) cell.accuracy = accuracy;
    const parts = [
      `epoch ${String(at.epoch).padStart(String(cell.epochs).length)}/${cell.epochs}`,
      ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
      ...(accuracy === undefined ? [] : [`test accuracy ${pc.bold(accuracy.toFixed(3))}`]),
      ...(at.epoch > 0 ? [this.#speed(cell), `left ${formatDuration(this.#left())}`] : []),
    ];
    this.#output.note(`${this.#name(cell.hash)}  ${parts.join(pc.dim(" · "))}`);
  }

  #end({ cell, status }: CellEvent & { kind: "end" }): void {
    this.#live.delete(cell);
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
    const accuracy = cell.accuracy === undefined ? "" : ` · accuracy ${cell.accuracy.toFixed(3)}`;
    const epoch = `epoch ${Math.min(at.epoch + 1, cell.epochs)}/${cell.epochs} ${bar}`;
    this.#live.set(cell.hash, `${this.#name(cell.hash)}  ${epoch} ${this.#speed(cell)}${accuracy}`);
    const now = this.#clock();
    if (now - this.#drawn < redrawEvery) return;
    this.#drawn = now;
    const lines = [...this.#live.values()].slice(0, mostLive);
    const more = this.#live.size - lines.length;
    const last = `left ${formatDuration(this.#left())}${more > 0 ? ` · and ${more} more cells at work` : ""}`;
    if (lines.length === 1) this.#output.replace(`${lines.join("")} · ${last}`);
    else this.#output.replace(...lines, last);
  }

  #name(cell: string): string {
    return this.#named.get(cell) ?? cell;
  }

  #speed(cell: CellProgress): string {
    const seconds = (this.#clock() - cell.since) / 1000;
    return `${((cell.steps - cell.from) / Math.max(seconds, 1e-3)).toFixed(1)} steps/s`;
  }

  /** By the epochs trained so far in this run: measuring and saving count in. */
  #left(): number {
    const cells = [...this.#cells.values()];
    const trained = cells.reduce((sum, cell) => sum + (cell.steps - cell.from) / cell.stepsPerEpoch, 0);
    const skipped = cells.reduce((sum, cell) => sum + cell.from / cell.stepsPerEpoch, 0);
    const seconds = (this.#clock() - this.#begun) / 1000;
    return (seconds / trained) * (this.#epochsToDo - skipped - trained);
  }
}

function stepsOf(at: Position, { stepsPerEpoch }: CellProgress): number {
  return at.epoch * stepsPerEpoch + at.step;
}
