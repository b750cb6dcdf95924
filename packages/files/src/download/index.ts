export * from "./download-error.ts";
export * from "./download-file.ts";
export * from "./secure-url.ts";
