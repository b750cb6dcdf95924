export * from "./load-dataset.ts";
export * from "./data-cache-dir.ts";
export * from "./batches/create-batches.ts";
export { listArrays } from "./npz/list-arrays.ts";
export { readArrays } from "./npz/read-arrays.ts";
