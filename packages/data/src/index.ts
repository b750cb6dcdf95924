export * from "./plugins.ts";
export * from "./load-dataset.ts";
export * from "./data-cache-dir.ts";
export * from "./batches/create-batches.ts";
