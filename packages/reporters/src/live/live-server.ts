import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The page of a run in progress. */
export interface LiveServer {
  readonly url: string;
  /** The run has news: open pages fetch it, at most once per second. */
  update(): void;
  /** Tells open pages that the run is over, and ends. They keep what they show. */
  close(): Promise<void>;
}

export interface LiveOptions {
  /** The current page as HTML; called again after an update when a page is open. */
  readonly render: () => Promise<string>;
  /** 0: any free port. */
  readonly port: number;
  /** Minimum time between two updates, in milliseconds. */
  readonly pause?: number;
}

const defaultPause = 1000;

/** Shown before the run has written anything, and if it can't be read. */
const waiting = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>Infoplane</title><p>The run has not begun to measure yet.</p>`;

/**
 * Serves the page on 127.0.0.1: `/` is the page, `/events` says when to fetch it again (server-sent events; browsers
 * reconnect by themselves). Read-only; a failing render gets an error response and never affects the run. Rejects if
 * the port is taken.
 */
export async function serveLive({ render, port, pause = defaultPause }: LiveOptions): Promise<LiveServer> {
  const open = new Set<ServerResponse>();
  let page: Promise<string> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let own = port;

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  own = (server.address() as AddressInfo).port;
  server.unref();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (!isLocalRequest(request, own)) end(response, 403, "text/plain", "not for you");
    else if (request.method !== "GET") end(response, 405, "text/plain", "only GET");
    else if (path === "/events") listen(response);
    else if (path === "/") await answerPage(response);
    else end(response, 404, "text/plain", "nothing here");
  }

  async function answerPage(response: ServerResponse): Promise<void> {
    page ??= render();
    const html = await page.catch(() => {
      page = undefined;
      return undefined;
    });
    if (html === undefined) end(response, 503, "text/html", waiting);
    else end(response, 200, "text/html", html);
  }

  function listen(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("retry: 1000\n\n");
    open.add(response);
    response.on("close", () => open.delete(response));
  }

  function tell(event: string): void {
    for (const response of open) response.write(`event: ${event}\ndata: {}\n\n`);
  }

  return {
    url: `http://127.0.0.1:${own}/`,
    update() {
      page = undefined;
      timer ??= setTimeout(() => {
        timer = undefined;
        page = undefined;
        tell("changed");
      }, pause).unref();
    },
    async close() {
      clearTimeout(timer);
      page = undefined;
      tell("over");
      // Leaves open pages time for a last request.
      await new Promise((resolve) => setTimeout(resolve, open.size > 0 ? pause : 0));
      for (const response of open) response.end();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
  });
  response.end(body);
}

/**
 * Whether a request was meant for this server: its Host is this machine's own name, so that no other site's name can be
 * pointed here (DNS rebinding), and its Origin, if the browser sends one, is this very page.
 */
function isLocalRequest({ headers }: Pick<IncomingMessage, "headers">, port: number): boolean {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!own.includes(headers.host ?? "")) return false;
  return headers.origin === undefined || own.some((host) => headers.origin === `http://${host}`);
}
