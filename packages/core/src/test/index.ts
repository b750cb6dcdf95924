export * from "./fake-experiment.ts";
export * from "./fake-trainer.ts";
export * from "./fake-runtime.ts";
export * from "./fake-run.ts";
export { tempDirectory, type TempDirectory } from "@infoplane/files/test";
