import { type EngineContext, type EngineInfo, InfoplaneError, type TensorFlow, exitCodes } from "@infoplane/contracts";
import type { DeferredBinding } from "../compile/deferred-binding.ts";
import type { NativeBinding } from "../native/native-binding.ts";
import { noEngine } from "./messages.ts";

/** The tensor engine of this process. There is only one: tfjs keeps its tensors in a process-wide registry. */
export interface Engine extends EngineContext {
  readonly info: EngineInfo;
  /** Whether libtensorflow runs the kernels. */
  readonly native: boolean;
  /** Whether it is faster in bfloat16 than in float32. */
  readonly bfloat16: boolean;
  /** The raw binding of libtensorflow, on native engines. */
  readonly binding?: NativeBinding;
  /** What puts kernels off, on native engines; its `binding` is the one above. */
  readonly deferred?: DeferredBinding;
  /** Whether training steps and forward passes run as compiled functions; ignored where nothing puts kernels off. */
  readonly compile: boolean;
}

let current: Engine | undefined;

export function setCurrentEngine(engine: Engine): void {
  current = engine;
}

/** The engine of this process, if one was started. */
export function startedEngine(): Engine | undefined {
  return current;
}

/** The engine of this process. Throws InfoplaneError if none was started: call `startEngine` first. */
export function currentEngine(): Engine {
  if (!current) throw new InfoplaneError(noEngine(), exitCodes.wrongEnvironment);
  return current;
}

/** What layers, losses and trainers compute with, from the started engine. */
export function engineContext(): EngineContext {
  const { tf, ops } = currentEngine();
  return { tf, ops };
}

/** The tensor library of the started engine: the one instance of tfjs-core. */
export const tensors = (): TensorFlow => currentEngine().tf;
