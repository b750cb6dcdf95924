export * from "./plugins.ts";
export * from "./in-process.ts";
export * from "./child-process.ts";
export * from "./cell-host.ts";
