/** What went wrong with a download. */
export type DownloadFault =
  /** The address is not https. */
  | "insecure"
  /** The server was unreachable, closed the connection, or stopped sending. */
  | "connection"
  /** The server responded that it does not have the file, or refused it. */
  | "refused"
  /** The complete file was received, but its hash is not the announced one. */
  | "wrong-hash";

/** A failed download. `message` includes the address; `reason` is the same without it. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";

  constructor(
    readonly fault: DownloadFault,
    readonly url: string,
    readonly reason: string,
    /** Whether another attempt may succeed. */
    readonly transient: boolean,
    options?: ErrorOptions,
  ) {
    super(`${url}: ${reason}`, options);
  }
}
