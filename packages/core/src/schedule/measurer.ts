import { setImmediate as nextTurn } from "node:timers/promises";
import {
  alike,
  asError,
  identityColumns,
  reasonOf,
  type CellSpec,
  type Diagnostic,
  type InfoplaneError,
  type MeasureSpec,
  type Measurement,
  type Metric,
  type Position,
  type RunRecord,
} from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import { alsoFailed, formatPosition, metricFailed, metricNotFreed, rowsAlike } from "../messages.ts";
import { PluginFault } from "../plugin-fault.ts";
import type { OwnedSnapshot } from "./cell-runtime.ts";
import { rowsIn } from "./rows-in.ts";
import { toRecord, totalSteps } from "./to-record.ts";

/** The result of one measuring. A metric that fails does not prevent the others. */
export interface Measured {
  /** In the order of the measures. */
  readonly records: readonly RunRecord[];
  readonly failure?: InfoplaneError;
  /** The first measure that failed. */
  readonly failed?: MeasureSpec;
}

/** What is measured: a network in training, or activations that another program stored. */
export interface MeasureSource {
  /** Steps per epoch, for the step column of records; 0 if positions count steps of their own. */
  readonly stepsPerEpoch: number;
  /** As the measure specifies it; `draw` from 1. */
  snapshot(probe: MeasureSpec["probe"], at: Position, draw?: number): OwnedSnapshot | Promise<OwnedSnapshot>;
  createMetric(measure: MeasureSpec): Metric | Promise<Metric>;
}

/** Takes the measures of one cell; each metric is created once per draw of samples, when it is first due. */
export class Measurer {
  readonly #cell: CellSpec;
  readonly #source: MeasureSource;
  /** A metric may keep what it knows of its samples, so each draw has its own. */
  readonly #metrics = new Map<MeasureSpec, Metric[]>();

  readonly #doing: (what: string) => void;

  /** `doing` is called before each hook. */
  constructor(cell: CellSpec, source: MeasureSource, doing: (what: string) => void = () => undefined) {
    this.#cell = cell;
    this.#source = source;
    this.#doing = doing;
  }

  /**
   * Measures the network as it is now, with one snapshot per probe set and draw. Returns undefined if the signal aborts
   * between two measures. Rows with the same identity fail the measure: none of its rows are kept.
   */
  async take(measures: readonly MeasureSpec[], at: Position, signal?: AbortSignal): Promise<Measured | undefined> {
    const records = new Map<MeasureSpec, readonly RunRecord[]>();
    const failed = new Set<MeasureSpec>();
    let failure: PluginFault | undefined;
    for (const { group, draw } of byProbe(measures).flatMap(eachDraw)) {
      let snapshot: OwnedSnapshot | undefined;
      try {
        for (const measure of group) {
          if (signal?.aborted) return undefined;
          let hook = "snapshot";
          this.#doing(`metric ${measure.name} for ${measure.label} at ${formatPosition(at)}`);
          try {
            // A frozen copy: a metric that writes to it affects no position.
            snapshot ??= await this.#source.snapshot(measure.probe, Object.freeze({ ...at }), draw);
            hook = "create";
            const metric = await this.#metric(measure, draw ?? 1);
            hook = "measure";
            const rows = this.#records(measure, rowsIn(await metric.measure(snapshot)), at, draw);
            const twice = alike(rows, identityColumns([measure]));
            if (twice) throw new PluginFault(rowsAlike(measure, at, twice));
            if (!failed.has(measure)) records.set(measure, [...(records.get(measure) ?? []), ...rows]);
            await nextTurn();
          } catch (thrown) {
            const cause = asError(thrown);
            const problem = metricFailed(measure.name, hook, measure.label, at, reasonOf(cause));
            failure ??= cause instanceof PluginFault ? cause : new PluginFault(problem, { cause });
            // All draws or none: a measure that has records here counts as taken.
            failed.add(measure);
            records.delete(measure);
          }
        }
      } finally {
        snapshot?.dispose();
      }
    }
    const ordered = measures.flatMap((measure) => records.get(measure) ?? []);
    const [first, ...others] = failed;
    const labels = others.map(({ label }) => label);
    return {
      records: ordered,
      ...(failure && { failure: withOthers(failure, labels) }),
      ...(first && { failed: first }),
    };
  }

  /** Frees all metrics; returns what some of them threw. */
  dispose(): readonly Diagnostic[] {
    const problems: Diagnostic[] = [];
    for (const [{ name }, metrics] of this.#metrics) {
      for (const metric of metrics) {
        try {
          metric.dispose?.();
        } catch (cause) {
          problems.push(metricNotFreed(name, reasonOf(cause)));
        }
      }
    }
    this.#metrics.clear();
    return problems;
  }

  async #metric(measure: MeasureSpec, draw: number): Promise<Metric> {
    const own = this.#metrics.get(measure) ?? [];
    this.#metrics.set(measure, own);
    return (own[draw - 1] ??= asMetric(await this.#source.createMetric(measure)));
  }

  #records(
    measure: MeasureSpec,
    measurements: readonly unknown[],
    at: Position,
    draw: number | undefined,
  ): RunRecord[] {
    const steps = totalSteps(at, this.#source.stepsPerEpoch);
    // Only objects: spreading would turn any other value into one, and toRecord could not refuse it.
    const stamped = (given: unknown): Measurement => {
      const isRow = typeof given === "object" && given !== null;
      return (isRow ? { ...given, ...measure.setting, metric: measure.name } : given) as Measurement;
    };
    return measurements.map((measurement) =>
      toRecord(this.#cell, at.epoch, steps, measure.label, stamped(measurement), draw),
    );
  }
}

/** The failure of the first measure, which names those that failed too. */
function withOthers(failure: PluginFault, labels: readonly string[]): PluginFault {
  const [first] = failure.diagnostics;
  if (!first || labels.length === 0) return failure;
  return new PluginFault({ ...first, message: alsoFailed(first.message, labels) }, { cause: failure.cause });
}

function asMetric(made: Metric | undefined): Metric {
  if (typeof made?.measure !== "function")
    throw new TypeError("create() returned no metric: there is no measure() to call");
  return made;
}

/** The measures of one probe set, once for each draw of its samples. */
function eachDraw(group: readonly MeasureSpec[]): { readonly group: readonly MeasureSpec[]; readonly draw?: number }[] {
  const draws = group[0]?.probe?.draws;
  return draws === undefined ? [{ group }] : Array.from({ length: draws }, (_, index) => ({ group, draw: index + 1 }));
}

function byProbe(measures: readonly MeasureSpec[]): MeasureSpec[][] {
  const groups = new Map<string, MeasureSpec[]>();
  for (const measure of measures) {
    const key = canonicalJson(measure.probe ?? null);
    groups.set(key, [...(groups.get(key) ?? []), measure]);
  }
  return [...groups.values()];
}
