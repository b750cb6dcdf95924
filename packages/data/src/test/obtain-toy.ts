/** Not for import: fetches and unpacks a data set into a cache, in its own process. Arguments: url, md5, cache. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { download } from "../files/download.ts";
import { extractTar } from "../files/extract-tar.ts";
import { obtain } from "../files/obtain.ts";
import { datasetContext } from "../load-dataset.ts";

const [url = "", md5 = "", cacheDir = ""] = process.argv.slice(2);
const context = datasetContext({
  cacheDir,
  signal: new AbortController().signal,
  report: (message: string) => process.stdout.write(`${message}\n`),
});
const toy = {
  title: "Toy",
  folder: "toy",
  files: [["a"], ["b"]] as const,
  origin: url,
  remedy: "none",
  async fetch(into: string) {
    const path = join(into, "toy.tar.gz");
    await download({ url, md5 }, path, context);
    context.report("unpacking");
    await extractTar(
      path,
      new Map([
        ["toy/a", "a"],
        ["toy/b", "b"],
      ]),
      into,
    );
    await rm(path);
  },
};
const { source } = await obtain(toy, context);
context.report(`found in ${source}`);
