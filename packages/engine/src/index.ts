export * from "./random/stream.ts";
export { type Engine, currentEngine, tensors } from "./choose/engine.ts";
export { type EngineRequest, startEngine } from "./choose/start-engine.ts";
export type { BindingTensor, NativeBinding, OpAttribute } from "./native/native-binding.ts";
export { cacheDirectory } from "./provision/cache-directory.ts";
