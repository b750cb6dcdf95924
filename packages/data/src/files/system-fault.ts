const sentences: Readonly<Record<string, string>> = {
  ENOENT: "it is not there",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file, and no folder",
  ELOOP: "its links lead round in a circle",
  ENAMETOOLONG: "its name is too long",
  EIO: "the disk gives an error",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ESTALE: "its network drive has lost it",
  ENXIO: "nothing is at its other end",
};

/** An error of the operating system, as Node gives it. */
export function isSystemFault(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** Why the system did not do what was asked, in words; of other errors, what they say. */
export function systemReason(error: unknown): string {
  if (!isSystemFault(error)) return error instanceof Error ? error.message : String(error);
  const said = sentences[error.code];
  return said ? `${said} (${error.code})` : error.message;
}
