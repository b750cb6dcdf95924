/** A dense array off the engine, as checkpoints hold it. */
export interface DenseArray {
  readonly dtype: "float32" | "int32";
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}
/** Arrays by name, as modules, optimizers and trainers save and load them. */
export type Arrays = ReadonlyMap<string, DenseArray>;
