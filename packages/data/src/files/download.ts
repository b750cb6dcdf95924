import { basename } from "node:path";
import type { DatasetContext } from "@infoplane/contracts";
import { downloadFile, DownloadError, type DownloadProgress } from "@infoplane/files/download";
import { damaged, messages, unavailable } from "../messages.ts";

/** A known file on the internet. */
export interface RemoteFile {
  readonly url: string;
  readonly md5: string;
}

export type DownloadContext = Pick<DatasetContext, "report" | "signal">;

/**
 * Downloads a file to `path`, unless it is already there. See `downloadFile`. Throws DataUnavailableError if the server
 * does not provide it, DataDamagedError for a wrong checksum or an address without https, and an abort's reason.
 */
export async function download({ url, md5 }: RemoteFile, path: string, context: DownloadContext): Promise<void> {
  const { report, signal } = context;
  try {
    await downloadFile({ url, hash: { algorithm: "md5", digest: md5 } }, path, {
      signal,
      onProgress: progressReporter(url, report),
      onRetry: (reason) => report(`${basename(path)}: ${reason}; trying again`),
    });
  } catch (error) {
    throw error instanceof DownloadError ? asDataError(error) : error;
  }
}

function asDataError(error: DownloadError): Error {
  const { fault, url, reason } = error;
  switch (fault) {
    case "insecure":
      return damaged(messages.insecure(url), { cause: error });
    case "wrong-hash":
      return damaged(messages.wrongChecksum(url, reason), { cause: error });
    case "connection":
    case "refused":
      return unavailable(messages.unavailable(url, reason, "check the network, then run again"), { cause: error });
  }
}

/** Reports every tenth, or every 20 MB if the length is not known. */
function progressReporter(url: string, report: (message: string) => void): (progress: DownloadProgress) => void {
  const name = basename(new URL(url).pathname);
  let next = 0;
  return ({ done, begin, total }) => {
    const stride = total ? total / 10 : 20e6;
    if (done === begin) {
      next = begin + stride;
      const from = begin > 0 ? `resuming at ${megabytes(begin)}` : `from ${new URL(url).host}`;
      report(`downloading ${name}${total ? ` (${megabytes(total)})` : ""}, ${from}`);
    } else if (done >= next && done !== total) {
      next += stride;
      report(`${name}: ${megabytes(done)}${total ? `, ${Math.floor((100 * done) / total)}%` : ""}`);
    }
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`;
