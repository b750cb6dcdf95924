import { extname } from "node:path";
import { DataDamagedError } from "@infoplane/contracts";
import { countEndings, foreignKind, headOf, withArrays, type FolderEntry } from "@infoplane/data";

/** What lies in the place of arrays, and how it is converted. */
export interface WhatLiesThere {
  readonly reason: string;
  readonly hint: string | undefined;
}

/** Looks at a file of each ending; what is most worth saying is what text is not. */
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
    const head = await headOf(path);
    const isZip = head.toString("latin1", 0, 2) === "PK";
    if (!isZip) return foreignKind(head, path);
    // What a ZIP archive is, is known by what lies in it.
    return await withArrays({ path, kind: "file" }, () =>
      Promise.resolve({ what: "an .npz file by its content", hint: "give it the extension .npz" }),
    );
  } catch (error) {
    if (!(error instanceof DataDamagedError)) throw error;
    const [, what] = /^.* is (.*), which is not read here$/s.exec(error.message) ?? [];
    return what === undefined ? undefined : { what, hint: error.hint };
  }
}
