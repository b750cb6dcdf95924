import { error } from "@infoplane/contracts";

// Every sentence of this package. The codes are those of the run store, where this originated: a code never changes.

export const notWritable = (path: string, reason: string, full: boolean) =>
  error(
    "files/not-writable",
    `cannot write ${path}: ${reason}`,
    full ? "free some space, then run again: it resumes from the last checkpoint" : "choose another place with --out",
  );

export const locked = (path: string, owner: { readonly pid: number; readonly host: string }) =>
  error(
    "files/locked",
    `${path} is in use by process ${owner.pid} on ${owner.host}`,
    "wait for it or stop it, or choose another place with --out",
  );

export const lockLost = (path: string) =>
  error(
    "files/lock-lost",
    `another process has taken over ${path}, because this one gave no sign of life for a minute`,
    "it is left to the other process; what was saved is kept",
  );

export const isLink = (path: string) =>
  error(
    "files/link",
    `${path} is a symbolic link, but a run writes and removes only what lies in its own folder`,
    "remove the link, and link to the files from elsewhere",
  );

export const lockUnreadable = (path: string) =>
  error(
    "files/lock-unreadable",
    `${path} is not the lock of a running process`,
    `if no run is using this place, remove ${path}`,
  );
