import { extname } from "node:path";
import { DataDamagedError } from "@infoplane/contracts";
import { countEndings, kindOfFile, type FolderEntry } from "@infoplane/data";

/** What was found instead of arrays, and how to convert it. */
export interface WhatLiesThere {
  readonly reason: string;
  readonly hint: string | undefined;
}

/** Examines one file per extension; anything other than text is most worth reporting. */
export async function whatLiesThere(files: readonly FolderEntry[]): Promise<WhatLiesThere> {
  if (files.length === 0) return { reason: "no file is there", hint: undefined };
  const holds = `it holds ${countEndings(files.map(({ name }) => name))}`;
  const regular = files.filter(({ kind }) => kind === "file");
  const kinds = new Map(regular.map((file) => [extname(file.name).toLowerCase(), file]));
  const known: { readonly name: string; readonly what: string; readonly hint: string | undefined }[] = [];
  for (const { name, path } of kinds.values()) {
    const kind = await kindOf(path);
    if (kind) known.push({ name, ...kind });
  }
  const [first] = [...known.filter(({ what }) => what !== "text"), ...known];
  return first
    ? { reason: `${holds}; ${first.name} is ${first.what}`, hint: first.hint }
    : { reason: holds, hint: undefined };
}

async function kindOf(path: string): Promise<{ readonly what: string; readonly hint: string | undefined } | undefined> {
  try {
    const kind = await kindOfFile(path);
    return kind === "npz" ? { what: "an .npz file by its content", hint: "give it the extension .npz" } : kind;
  } catch (error) {
    // A damaged archive is not of a known kind.
    if (error instanceof DataDamagedError) return undefined;
    throw error;
  }
}
