// The live page, with all drawing code: separate from the plugins, which every command loads.
export { serveRun } from "./live/serve-run.ts";
export type { LiveServer } from "./live/live-server.ts";
