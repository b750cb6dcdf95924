/** What went wrong with a download. */
export type DownloadFault =
  /** The address is not https. */
  | "insecure"
  /** The server could not be reached, broke off, or went silent. */
  | "connection"
  /** The server answered that it does not have the file, or that it will not give it. */
  | "refused"
  /** The whole file came, and its hash is not the one that was announced. */
  | "wrong-hash";

/** A download that did not succeed. `message` names the address; `reason` is the same without it. */
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
