import type { IncomingMessage } from "node:http";

/**
 * Whether a request was meant for this server: its Host is this machine's own name, so that no other site's name can be
 * pointed here (DNS rebinding), and its Origin, where a browser gives one, is this very page.
 */
export function isLocalRequest({ headers }: Pick<IncomingMessage, "headers">, port: number): boolean {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!own.includes(headers.host ?? "")) return false;
  return headers.origin === undefined || own.some((host) => headers.origin === `http://${host}`);
}
