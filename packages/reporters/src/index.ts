export * from "./plugins.ts";
export * from "./stats/summary.ts";
export * from "./table/final-rows.ts";
export { serveRun } from "./live/serve-run.ts";
export type { LiveServer } from "./live/live-server.ts";
