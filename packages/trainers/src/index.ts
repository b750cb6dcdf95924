export * from "./plugins.ts";
export * from "./trainer-context.ts";
