export * from "./random/stream.ts";
