import { join } from "node:path";
import { cacheDirectory } from "@infoplane/files";

/** Where this user's downloads are kept: `DatasetContext.cacheDir` of an ordinary run. */
export function dataCacheDir(): string {
  return join(cacheDirectory(), "data");
}
