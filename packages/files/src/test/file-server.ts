import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A file server on 127.0.0.1, with range support, that can be made to misbehave. */
export interface FileServer {
  /** Ends with a slash. */
  readonly base: string;
  /** Path and Range header of each request so far. */
  readonly requests: { readonly path: string; readonly range: string | undefined }[];
  close(): Promise<void>;
}

/** Responds to a request instead of serving the file; returns false to serve it. `request` counts from 1. */
export type Misbehave = (response: ServerResponse, request: number, content: Buffer) => boolean;

/** Serves files by their paths, without a leading slash, until it is closed. */
export async function startFileServer(files: ReadonlyMap<string, Buffer>, misbehave?: Misbehave): Promise<FileServer> {
  const requests: FileServer["requests"] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").slice(1);
    const { range } = request.headers;
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
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
