export * from "./file-server.ts";
export * from "./temp-directory.ts";
