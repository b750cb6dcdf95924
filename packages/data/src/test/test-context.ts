import type { DatasetContext } from "@infoplane/contracts";
import { datasetContext } from "../load-dataset.ts";

export interface TestContext extends DatasetContext {
  readonly said: string[];
}

/** A context that records what is reported. Data directories of the developer's environment do not reach it. */
export function testContext(cacheDir: string, more: Partial<DatasetContext> = {}): TestContext {
  const said: string[] = [];
  const known = { cacheDir, report: (message: string) => said.push(message), signal: new AbortController().signal };
  return { ...datasetContext(known), said, ...more };
}
