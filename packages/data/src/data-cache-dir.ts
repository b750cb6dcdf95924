import { join } from "node:path";
import { cacheDirectory } from "@infoplane/files";

/** Where downloads of this user are kept: `DatasetContext.cacheDir` of an ordinary run. */
export function dataCacheDir(): string {
  return join(cacheDirectory(), "data");
}
