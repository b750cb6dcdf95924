import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";

export type TarEntry = { readonly name: string } & ({ readonly content: string | Buffer } | { readonly link: string });

/** A tar archive in memory. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const entry of entries) {
    if ("link" in entry) tar.entry({ name: entry.name, type: "symlink", linkname: entry.link });
    else tar.entry({ name: entry.name }, entry.content);
  }
  tar.finalize();
  return buffer(tar);
}
