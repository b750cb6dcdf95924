import type { CellSpec, Diagnostic, EngineInfo, Manifest } from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import { enginesDiffer } from "../messages.ts";
import { isStart, type LogLine } from "../store/cell-store.ts";
import { lostLine } from "../store/log-lines.ts";
import type { RunStore } from "../store/run-store.ts";

type NamedCell = Pick<CellSpec, "hash" | "arm" | "seed">;
type EnginesOfCells = NonNullable<Manifest["engines"]>;

/**
 * The engines on which the cells' contents were computed, according to their logs: each with its cells, the most used
 * first. A cell that was resumed or measured on another engine is listed under both. Where lines of a log are lost,
 * those that the manifest knew count too.
 */
export async function enginesOf(
  cells: readonly CellSpec[],
  run: RunStore,
  known: Manifest["engines"] = [],
): Promise<EnginesOfCells> {
  const found = new Map<string, { readonly engine: EngineInfo; readonly cells: string[] }>();
  for (const hash of new Set(cells.map((cell) => cell.hash))) {
    const log = sinceRestart(await run.cell(hash).readLog());
    const isWhole = log.every(({ kind }) => kind !== lostLine.kind);
    const before = isWhole ? [] : known.filter(({ cells: own }) => own.includes(hash)).map(({ engine }) => engine);
    for (const engine of [...before, ...standing(log)]) {
      const entry = found.get(engineKey(engine)) ?? { engine, cells: [] };
      if (!entry.cells.includes(hash)) entry.cells.push(hash);
      found.set(engineKey(engine), entry);
    }
  }
  return [...found.values()].sort((a, b) => b.cells.length - a.cells.length);
}

/** A note on cells that were computed on several engines; undefined if there is only one. */
export function mixedEngines(engines: EnginesOfCells, cells: readonly NamedCell[]): Diagnostic | undefined {
  if (engines.length < 2) return undefined;
  const names = new Map(cells.map(({ hash, arm, seed }) => [hash, `${arm} seed ${seed}`]));
  return enginesDiffer(
    engines.map(({ engine, cells: own }) => ({ engine, cells: own.map((hash) => names.get(hash) ?? hash) })),
  );
}

/** What of an engine affects the last digits: not the number of cores, nor the reason for choosing it. */
export function engineKey({ name, library, device, threads }: EngineInfo): string {
  return canonicalJson([name, library, device.replace(/, \d+ cores?\b/, ""), threads]);
}

/** A log from the last time that its training began from the beginning. */
function sinceRestart(log: readonly LogLine[]): readonly LogLine[] {
  return log.slice(
    Math.max(
      0,
      log.findLastIndex((line) => isStart(line) && line["anew"] === true),
    ),
  );
}

/** The sessions of which something is left: records, or a training that the next session resumed. */
function standing(log: readonly LogLine[]): EngineInfo[] {
  const starts = log.flatMap((line, index) => (isStart(line) ? [{ line, index }] : []));
  const last = starts.length - 1;
  return starts.flatMap(({ line, index }) => {
    const next = starts.find((start) => start.index > index);
    const said = log.slice(index, next?.index).some(({ kind }) => kind === "epoch" || kind === "measured");
    const isGoneOnFrom = next !== undefined && canonicalJson(next.line["at"]) !== canonicalJson(line["at"]);
    const isLeft = said || isGoneOnFrom || index === starts[last]?.index;
    return isLeft ? [line.info] : [];
  });
}
