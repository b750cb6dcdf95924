import { DownloadError } from "./download-error.ts";

const thisMachine = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** An address to download from: https, or http on this machine. Throws DownloadError (`insecure`). */
export function secureUrl(text: string): URL {
  const url = new URL(text);
  const isSecure = url.protocol === "https:" || (url.protocol === "http:" && thisMachine.has(url.hostname));
  if (!isSecure) throw new DownloadError("insecure", url.href, "it is not https", false);
  return url;
}
