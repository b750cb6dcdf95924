import { setImmediate as nextTurn } from "node:timers/promises";
import {
  exitCodes,
  InfoplaneError,
  type CellSpec,
  type MeasureSpec,
  type Measurement,
  type Metric,
  type Position,
  type RunRecord,
} from "@infoplane/contracts";
import { canonicalJson } from "../canonical-json.ts";
import { formatPosition, metricFailed, reasonOf } from "../messages.ts";
import type { CellRuntime, CellTraining, OwnedSnapshot } from "./cell-runtime.ts";
import { toRecord, totalSteps } from "./to-record.ts";

/** What one measuring gave. A metric that fails does not keep the others from being taken. */
export interface Measured {
  /** In the order of the measures. */
  readonly records: readonly RunRecord[];
  readonly failure?: InfoplaneError;
}

/** Takes the measures of one cell; each metric is made once, when it is first due. */
export class Measurer {
  readonly #cell: CellSpec;
  readonly #runtime: CellRuntime;
  readonly #training: CellTraining;
  readonly #metrics = new Map<MeasureSpec, Metric>();

  readonly #doing: (what: string) => void;

  /** `doing` is told of each hook before it is called. */
  constructor(cell: CellSpec, runtime: CellRuntime, training: CellTraining, doing: (what: string) => void) {
    this.#cell = cell;
    this.#runtime = runtime;
    this.#training = training;
    this.#doing = doing;
  }

  /**
   * Measures the network as it is now, with one snapshot for all measures of one probe set. Between two measures the
   * signal ends it: undefined.
   */
  async take(measures: readonly MeasureSpec[], at: Position, signal?: AbortSignal): Promise<Measured | undefined> {
    const records = new Map<MeasureSpec, readonly RunRecord[]>();
    let failure: InfoplaneError | undefined;
    for (const group of byProbe(measures)) {
      let snapshot: OwnedSnapshot | undefined;
      try {
        for (const measure of group) {
          if (signal?.aborted) return undefined;
          let hook = "snapshot";
          this.#doing(`metric ${measure.name} for ${measure.label} at ${formatPosition(at)}`);
          try {
            snapshot ??= await this.#runtime.snapshot(this.#training, measure.probe, at);
            hook = "create";
            const metric = await this.#metric(measure);
            hook = "measure";
            records.set(measure, this.#records(measure, await metric.measure(snapshot), at));
            await nextTurn();
          } catch (cause) {
            const problem = metricFailed(measure.name, hook, measure.label, at, reasonOf(cause));
            failure ??= new InfoplaneError(problem, exitCodes.runFailed, { cause });
          }
        }
      } finally {
        snapshot?.dispose();
      }
    }
    const ordered = measures.flatMap((measure) => records.get(measure) ?? []);
    return { records: ordered, ...(failure && { failure }) };
  }

  dispose(): void {
    for (const metric of this.#metrics.values()) metric.dispose?.();
    this.#metrics.clear();
  }

  async #metric(measure: MeasureSpec): Promise<Metric> {
    const metric = this.#metrics.get(measure) ?? (await this.#runtime.createMetric(measure));
    this.#metrics.set(measure, metric);
    return metric;
  }

  #records(measure: MeasureSpec, measurements: readonly Measurement[], at: Position): RunRecord[] {
    const steps = totalSteps(at, this.#training.batches.stepsPerEpoch);
    return measurements.map((measurement) =>
      toRecord(this.#cell, at.epoch, steps, measure.label, { ...measurement, ...measure.setting }),
    );
  }
}

function byProbe(measures: readonly MeasureSpec[]): MeasureSpec[][] {
  const groups = new Map<string, MeasureSpec[]>();
  for (const measure of measures) {
    const key = canonicalJson(measure.probe ?? null);
    groups.set(key, [...(groups.get(key) ?? []), measure]);
  }
  return [...groups.values()];
}
