import {
  asError,
  DataDamagedError,
  DataUnavailableError,
  exitCodes,
  InfoplaneError,
  reasonOf,
  ShapeError,
  type Executor,
  type Figure,
  type Metric,
  type Plugin,
  type Reporter,
  type RunView,
} from "@infoplane/contracts";
import { frameOf, renderedFiles } from "@infoplane/core";
import { messages } from "../../messages.ts";
import { guardMade } from "./guard-made.ts";
import { lendSnapshots } from "./lend-snapshot.ts";
import { hooksOf, lackOf } from "./made-by.ts";
import { ownQuantities } from "./own-quantities.ts";

type Hook = (...args: unknown[]) => unknown;

/** Kinds whose faults are reported by their callers, which know more of the context. */
const namedByCaller: ReadonlySet<string> = new Set(["augmentation", "architecture", "head", "trainer", "metric"]);
/** Hooks for which the checker reports plugin and position. */
const isPure = (hook: string): boolean => !["create", "expand", "execute"].includes(hook);
/** Kinds that may be created asynchronously. */
const mayBeAsync: ReadonlySet<string> = new Set(["dataset", "trainer", "metric", "reporter", "executor"]);

/**
 * The same plugin, with the results of its hooks, and of what they make, validated before use, and what they throw turned
 * into readable errors.
 * A figure or reporter that can't be created becomes one that can't be drawn or rendered, so that the others still are.
 * `isMetric` tells which names of metrics are taken.
 */
export function guardPlugin(plugin: Plugin, isMetric: (name: string) => boolean = () => false): Plugin {
  const guarded = Object.create(plugin) as Plugin;
  const hooks = plugin as unknown as Readonly<Record<string, unknown>>;
  for (const hook of hooksOf(plugin.kind)) {
    const call = hooks[hook];
    if (typeof call !== "function") continue;
    const checked = checkedHook(plugin, hook, call.bind(plugin) as Hook);
    Object.defineProperty(guarded, hook, { value: guardedHook(plugin, hook, checked, isMetric), enumerable: true });
  }
  return guarded;
}

function guardedHook(plugin: Plugin, hook: string, checked: Hook, isMetric: (name: string) => boolean): Hook {
  switch (plugin.kind) {
    case "figure":
      return figureOf(plugin.name, checked);
    case "reporter":
      return reporterOf(checked);
    case "executor":
      return executorOf(plugin, checked);
    case "metric":
      return hook === "create" ? metricOf(plugin.name, checked, isMetric) : checked;
    case "loss":
    case "layer":
    case "optimizer":
    case "schedule":
      return hook === "create" ? (...args) => guardMade(plugin, checked(...args), args) : checked;
    default:
      return checked;
  }
}

function checkedHook(plugin: Plugin, hook: string, call: Hook): Hook {
  const fail = (thrown: unknown): never => {
    throw asFault(plugin, hook, thrown);
  };
  const looked = (result: unknown): unknown => {
    const lack = lackOf(plugin.kind, hook, result);
    return lack === undefined ? result : fail(new TypeError(`${hook}() ${lack}`));
  };
  const mayWait = ["create", "execute"].includes(hook) && mayBeAsync.has(plugin.kind);
  return (...args) => {
    let result: unknown;
    try {
      result = call(...args);
    } catch (thrown) {
      return fail(thrown);
    }
    return mayWait && result instanceof Promise ? result.then(looked, fail) : looked(result);
  };
}

/** Errors that mean something to their caller are left unchanged. */
function asFault({ kind, name }: Plugin, hook: string, thrown: unknown): Error {
  const error = asError(thrown);
  if (error instanceof InfoplaneError || isMeant(error)) return error;
  const isNamed = namedByCaller.has(kind) || kind === "figure" || kind === "reporter" || isPure(hook);
  if (isNamed) return error;
  const problem = messages.pluginFailed(kind, name, hook, reasonOf(error), frameOf(error));
  return new InfoplaneError(problem, exitCodes.runFailed, { cause: error });
}

function isMeant(error: Error): boolean {
  const isKnown = [ShapeError, DataUnavailableError, DataDamagedError].some((known) => error instanceof known);
  return isKnown || "syscall" in error || error.name === "AbortError";
}

function metricOf(name: string, create: Hook, isMetric: (name: string) => boolean): Hook {
  const isTaken = (other: string): boolean => other !== name && isMetric(other);
  return async (...args) => ownQuantities(lendSnapshots(name, (await create(...args)) as Metric), isTaken);
}

function executorOf(plugin: Plugin, create: Hook): Hook {
  return async (...args) => {
    const made = (await create(...args)) as Executor;
    const execute = checkedHook(plugin, "execute", made.execute.bind(made) as Hook);
    return Object.create(made, { execute: { value: execute } }) as Executor;
  };
}

function figureOf(name: string, create: Hook): (...args: unknown[]) => Figure {
  return (...args) => {
    try {
      return create(...args) as Figure;
    } catch (error) {
      const fail = (): never => {
        throw error;
      };
      return { name, title: name, caption: fail, spec: fail };
    }
  };
}

/** One that is created asynchronously is awaited when it is asked to render. One that gives nothing for long has failed. */
function reporterOf(create: Hook): (...args: unknown[]) => Reporter {
  return (...args) => {
    const made = (async () => (await create(...args)) as Reporter)();
    made.catch(() => undefined);
    return {
      async *render(run: RunView) {
        const files = renderedFiles(await soon(made), run)[Symbol.asyncIterator]();
        for (let next = await soon(files.next()); !next.done; next = await soon(files.next())) yield next.value;
      },
    };
  };
}

/** Minutes in which a reporter has to give its next file. */
const mostMinutes = 10;

async function soon<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(messages.reporterIdle(mostMinutes))), mostMinutes * 60_000);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
