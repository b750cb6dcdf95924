import { basename, extname } from "node:path";

/** The last number of a file's name says of which epoch it is; 0 without one. */
export function epochOf(name: string): number {
  return Number(/(\d+)\D*$/.exec(basename(name, extname(name)))?.[1] ?? 0);
}
