import type { Dataset, DatasetContext } from "@infoplane/contracts";
import { findIn } from "../files/find-files.ts";
import { folderEntries } from "../files/folder-entries.ts";
import { foreignKind } from "../files/foreign-kind.ts";
import { headOf } from "../files/data-file.ts";
import { localDataset } from "../local/local-dataset.ts";
import type { LocalRequest } from "../local/local-options.ts";
import { locate } from "../local/locate.ts";
import { damaged, messages, unavailable } from "../messages.ts";
import { idxFiles } from "./idx-files.ts";
import { readIdxPart } from "./read-idx-part.ts";

/** The data set of a directory of four IDX files whose names begin with `prefix`. */
export async function readIdxFolder(
  options: LocalRequest & { readonly prefix: string },
  context: DatasetContext,
): Promise<Dataset> {
  const found = await locate(options.path, context);
  if (found.kind === "file") {
    const kind = foreignKind(await headOf(found.path), found.path);
    throw damaged(kind ? messages.foreign(found.path, kind) : messages.notADirectory(found.path));
  }
  const [height, width, channels] = options.input;
  const files = idxFiles(options.prefix, channels === 1 ? 3 : 4);
  const set = { title: `the IDX set ${options.path}`, folder: ".", files };
  const all = await findIn(set, { base: found.path, folders: ["."], source: found.path });
  if (!all) {
    const names = files.map(([name]) => name);
    const there = (await folderEntries(found.path)).map(({ name }) => name);
    throw unavailable(messages.noneOf(found.path, names, there));
  }
  const [trainImages = "", trainLabels = "", testImages = "", testLabels = ""] = all.paths;
  const read = async (images: string, labels: string) => ({
    ...(await readIdxPart(images, labels, [height, width, channels])),
    from: labels,
  });
  const parts = { train: await read(trainImages, trainLabels), test: await read(testImages, testLabels) };
  return localDataset("idx", options, parts, { source: found.path });
}
