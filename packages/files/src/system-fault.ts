const sentences: Readonly<Record<string, string>> = {
  ENOENT: "it is not there",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  ELOOP: "its links form a loop",
  ENAMETOOLONG: "its name is too long",
  EIO: "the disk gives an error",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ESTALE: "its network drive has lost it",
  ENXIO: "it is not a regular file",
};

/** An error of the operating system, as Node reports it. */
export type SystemFault = NodeJS.ErrnoException & { readonly code: string };

/** Whether an error comes from the operating system. */
export function isSystemFault(error: unknown): error is SystemFault {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** `ENOENT` and the like; undefined for an error that does not come from the operating system. */
export function faultCode(error: unknown): string | undefined {
  return isSystemFault(error) ? error.code : undefined;
}

/** Why the system did not read a file, in words; for any other error, its message. */
export function systemReason(error: unknown): string {
  if (!isSystemFault(error)) return error instanceof Error ? error.message : String(error);
  const sentence = sentences[error.code];
  return sentence ? `${sentence} (${error.code})` : error.message;
}
