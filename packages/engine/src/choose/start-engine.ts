import { InfoplaneError, exitCodes, type Operations } from "@infoplane/contracts";
import { completeEngine } from "../ops/complete-engine.ts";
import { setOps } from "../ops/ops.ts";
import { type Engine, setCurrentEngine, startedEngine } from "./engine.ts";
import type { EngineRequest } from "./engine-request.ts";
import { otherEngineRunning } from "./messages.ts";
import { readCopies } from "./read-copies.ts";

let starting: Promise<Engine> | undefined;

/**
 * Starts the tensor engine of this process: the fastest one available, or the requested one. Installs libtensorflow on
 * first use. Later calls return the same engine. Throws InfoplaneError (exit code 3) if the engine is unavailable, or
 * if another one, or the same with another number of threads, or with `compile` otherwise, is already running.
 */
export async function startEngine(request: EngineRequest = {}): Promise<Engine> {
  while (starting) await starting.catch(() => undefined);
  const running = startedEngine();
  if (running) return compatible(running, request);
  starting = start(request);
  try {
    return await starting;
  } finally {
    starting = undefined;
  }
}

async function start(request: EngineRequest): Promise<Engine> {
  const { chooseEngine } = await import("./choose-engine.ts");
  const chosen = await chooseEngine(request);
  if (!chosen.native) completeEngine(chosen.tf);
  readCopies(chosen.tf, chosen.native);
  const ops = (await import("../ops/differentiable.ts")) satisfies Operations;
  setOps(await import("../ops/operations.ts"));
  const engine = { ...chosen, ops };
  // Plugins get it: one that replaced a function would change what all others compute.
  Object.freeze(chosen.tf);
  setCurrentEngine(engine);
  return engine;
}

function compatible(running: Engine, request: EngineRequest): Engine {
  const { name, threads } = running.info;
  const wanted = request.require === "gpu" ? "native-gpu" : (request.engine ?? "auto");
  const isSame = (request.threads ?? threads) === threads && (request.compile ?? running.compile) === running.compile;
  if ((wanted === "auto" || wanted === name) && (!running.native || isSame)) return running;
  throw new InfoplaneError(otherEngineRunning(running, wanted, request), exitCodes.wrongEnvironment);
}
