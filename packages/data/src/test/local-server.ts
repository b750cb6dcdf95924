import { startFileServer, type FileServer, type Misbehave } from "@infoplane/files/test";
import { onTestFinished } from "vitest";

/** Serves files with Range support on 127.0.0.1 until the test ends. */
export async function localServer(files: ReadonlyMap<string, Buffer>, misbehave?: Misbehave): Promise<FileServer> {
  const server = await startFileServer(files, misbehave);
  onTestFinished(() => server.close());
  return server;
}
