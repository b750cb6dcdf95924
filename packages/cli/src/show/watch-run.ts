import type { CellEvent, Registry } from "@infoplane/contracts";
import { serveRun } from "@infoplane/reporters/live";
import { completeView } from "../complete-view.ts";
import { readView } from "../read-view.ts";
import type { Output } from "./output.ts";

/** The live page of a run. */
export interface RunWatch {
  /** News of a cell: whoever looks at the page gets it. */
  on(event: CellEvent): void;
  close(): Promise<void>;
}

/** `--watch`: serves the report while the run goes. A port that is taken is replaced by a free one: no reason not to run. */
export async function watchRun(directory: string, registry: Registry, port: number, output: Output): Promise<RunWatch> {
  const read = async () => completeView(await readView(directory), registry);
  const server = await serveRun(read, port).catch(() => serveRun(read, 0));
  output.note(`watch: ${server.url}`);
  return {
    on: ({ kind }) => {
      if (kind === "measured" || kind === "end") server.update();
    },
    close: () => server.close(),
  };
}
