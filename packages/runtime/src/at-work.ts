// What a program needs to follow and stop a run, apart from the calls that start one.
export { describeEngine } from "./cell/describe-engine.ts";
export { wasInterrupted } from "./interrupted.ts";
export { leave } from "./plugins/outside/hold-process.ts";
