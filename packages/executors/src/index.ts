export * from "./plugins.ts";
export * from "./in-process.ts";
export * from "./local.ts";
export * from "./cell-host.ts";
export * from "./slurm/slurm.ts";
