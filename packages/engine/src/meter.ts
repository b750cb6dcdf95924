import { tensors } from "./choose/engine.ts";

/**
 * Bytes held by tensors: activations, gradients and temporaries known to tfjs, and the engine's parameters. In compiled work
 * it is what these would hold kernel by kernel: a compiled function frees sooner what no other kernel of it needs.
 */
export interface MemoryReading {
  readonly tensors: number;
  readonly liveBytes: number;
  readonly peakBytes: number;
}

interface EngineState {
  numBytes: number;
  numTensors: number;
}

let variableBytes = 0;
let peakBytes = 0;
const metered = new WeakSet<EngineState>();

/** Watches every allocation, so that the peak is exact and not sampled. Excludes scratch memory inside kernels. */
function meteredState(): EngineState {
  const { state } = tensors().engine() as unknown as { state: EngineState };
  if (!metered.has(state)) {
    metered.add(state);
    let bytes = state.numBytes;
    Object.defineProperty(state, "numBytes", {
      get: () => bytes,
      set: (value: number) => {
        bytes = value;
        if (bytes + variableBytes > peakBytes) peakBytes = bytes + variableBytes;
      },
    });
  }
  return state;
}

export const meter = {
  /** Live and peak bytes; the peak counts from the last `restart`. */
  read(): MemoryReading {
    const state = meteredState();
    const liveBytes = state.numBytes + variableBytes;
    return { tensors: state.numTensors, liveBytes, peakBytes: Math.max(peakBytes, liveBytes) };
  },
  /** Resets the peak to the live bytes. */
  restart(): void {
    peakBytes = meteredState().numBytes + variableBytes;
  },
  /** Bytes outside tfjs (resource variables of the native engine). */
  countVariable(bytes: number): void {
    variableBytes += bytes;
    peakBytes = Math.max(peakBytes, meteredState().numBytes + variableBytes);
  },
};
