export * from "./plugins.ts";
