export * from "./trainer-context.ts";
