import { readdir } from "node:fs/promises";

const ending = ".npy";

/** Names of the arrays of an .npz file, in its order, or of the .npy files of a directory, in natural order. */
export async function listArrays({
  path,
  kind,
}: {
  readonly path: string;
  readonly kind: "directory" | "file";
}): Promise<string[]> {
  const files = kind === "directory" ? await readdir(path) : await filesOfZip(path);
  const names = files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
  return kind === "directory" ? names.sort(new Intl.Collator("en", { numeric: true }).compare) : names;
}

async function filesOfZip(path: string): Promise<string[]> {
  const { default: yauzl } = await import("yauzl");
  const zip = await yauzl.openPromise(path, { autoClose: false });
  try {
    const files: string[] = [];
    for await (const { fileName } of zip.eachEntry()) files.push(fileName);
    return files;
  } finally {
    zip.close();
  }
}
