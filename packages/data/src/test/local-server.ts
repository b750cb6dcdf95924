import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface LocalServer {
  /** Ends in a slash. */
  readonly base: string;
  /** Path and Range header of each request so far. */
  readonly requests: { readonly path: string; readonly range: string | undefined }[];
}

/** How a request is answered in place of the file; return false to serve the file. */
export type Misbehave = (response: ServerResponse, request: number, content: Buffer) => boolean;

/** Serves files with Range support on 127.0.0.1 until the test ends. */
export async function localServer(files: ReadonlyMap<string, Buffer>, misbehave?: Misbehave): Promise<LocalServer> {
  const requests: LocalServer["requests"] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").slice(1);
    const range = request.headers.range;
    requests.push({ path, range });
    const content = files.get(path);
    if (!content) return void response.writeHead(404).end();
    if (misbehave?.(response, requests.length, content)) return;
    const start = range ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
    if (start >= content.length) return void response.writeHead(416).end();
    const rest = content.subarray(start);
    response.writeHead(range ? 206 : 200, { "content-length": rest.length }).end(rest);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}
