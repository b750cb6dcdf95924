import { tempDirectory } from "@infoplane/files/test";
import { onTestFinished } from "vitest";

/** A directory for one test, removed afterwards. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await tempDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}
