import type { Registry } from "@infoplane/contracts";
import { serveRun } from "@infoplane/reporters/live";
import { openRun, type RuntimeEvent } from "@infoplane/runtime";
import type { Output } from "./output.ts";

/** The live page of a run. */
export interface RunWatch {
  /** Sends an event to the page's viewers. */
  on(event: RuntimeEvent): void;
  close(): Promise<void>;
}

/** `--watch`: serves the report during the run. A port in use is replaced by a free one: no reason not to run. */
export async function watchRun(directory: string, registry: Registry, port: number, output: Output): Promise<RunWatch> {
  const read = () => openRun(directory, { registry });
  const server = await serveRun(read, port).catch(() => serveRun(read, 0));
  output.note(`watch: ${server.url}`);
  return {
    on(event) {
      if (event.kind === "cell" && ["measured", "end"].includes(event.event.kind)) server.update();
    },
    close: () => server.close(),
  };
}
