import { type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedFile {
  readonly name: string;
  readonly content: Buffer;
  /** The hash that the index gives; by default that of the content. */
  readonly sha256: string;
  readonly yanked?: boolean;
}

/** A Python package index on this machine: the JSON interface, and files with byte ranges. */
export interface IndexServer {
  readonly base: string;
  /** Requested paths, with the range if there was one: `/files/x.whl bytes=10-`. */
  readonly requests: string[];
  /** Number of connections still to be broken half-way through the file. */
  cuts: number;
  /** Whether ranges are supported. */
  ranges: boolean;
  /** Milliseconds that a file takes, sent in 50 pieces. 0: all at once. */
  slowness: number;
  close(): Promise<void>;
}

export async function startIndexServer(files: readonly ServedFile[]): Promise<IndexServer> {
  const server: Server = createServer((request, response) => {
    const path = request.url ?? "";
    const range = request.headers.range;
    index.requests.push(range === undefined ? path : `${path} ${range}`);
    if (path.endsWith("/json")) {
      const project = path.split("/")[2]?.replaceAll("-", "_") ?? "";
      const found = files.filter(({ name }) => name.replace(/^[./]*/, "").startsWith(`${project}-`));
      const urls = found.map(({ name, content, sha256, yanked }) => ({
        filename: name,
        url: `${index.base}/files/${name}`,
        size: content.length,
        digests: { sha256 },
        yanked: yanked ?? false,
      }));
      return void response.end(JSON.stringify({ urls }));
    }
    const file = files.find(({ name }) => path === `/files/${name}`);
    if (!file) return void response.writeHead(404).end();
    const from = index.ranges ? Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0) : 0;
    const body = file.content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": body.length });
    if (index.cuts === 0 && index.slowness > 0) {
      sendSlowly(body, response, index.slowness);
      return;
    }
    if (index.cuts === 0) return void response.end(body);
    index.cuts--;
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => setTimeout(() => response.destroy(), 50));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const index: IndexServer = {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    cuts: 0,
    ranges: true,
    slowness: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return index;
}

function sendSlowly(body: Buffer, response: ServerResponse, milliseconds: number): void {
  const piece = Math.ceil(body.length / 50);
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, (sent += piece)));
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, milliseconds / 50);
  response.once("close", () => clearInterval(timer));
}
