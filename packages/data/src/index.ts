export * from "./load-dataset.ts";
export * from "./data-cache-dir.ts";
export * from "./batches/create-batches.ts";
export * from "./files/count-endings.ts";
export * from "./files/folder-entries.ts";
export * from "./files/foreign-kind.ts";
export * from "./files/data-file.ts";
export { kindOfFile, withArrays, type ArrayStore } from "./npz/open-arrays.ts";
