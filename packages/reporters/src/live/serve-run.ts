import type { RunView } from "@infoplane/contracts";
import { defaultFigureOptions } from "../figures/parts/figure-options.ts";
import { triedGroups } from "../figures/tried-groups.ts";
import { page } from "../html/page.ts";
import { pageParts } from "../html/render-page.ts";
import { serveLive, type LiveServer } from "./live-server.ts";

/** Serves the report of a run in progress, re-read by `read` whenever there is news. See {@link serveLive}. */
export function serveRun(read: () => Promise<RunView>, port: number): Promise<LiveServer> {
  const render = async () => {
    const [run, parts] = await Promise.all([read(), pageParts()]);
    return page(run, { ...parts, groups: await triedGroups(run, defaultFigureOptions), live: true });
  };
  return serveLive({ render, port });
}
