import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ServedFile {
  readonly name: string;
  readonly content: Buffer;
  /** What the index says; the content's own when left out. */
  readonly sha256: string;
  readonly yanked?: boolean;
}

/** A Python package index on this machine: the JSON interface, and files with byte ranges. */
export interface IndexServer {
  readonly base: string;
  /** Paths asked for, with the range if there was one: `/files/x.whl bytes=10-`. */
  readonly requests: string[];
  /** Connections that still break half-way through the file. */
  cuts: number;
  /** Whether ranges are answered. */
  ranges: boolean;
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
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return index;
}
