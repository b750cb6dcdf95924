import type { DatasetContext } from "@infoplane/contracts";

export interface TestContext extends DatasetContext {
  readonly said: string[];
}

/** A context that records what is reported. Data directories of the developer's environment do not reach it. */
export function testContext(cacheDir: string, more: Partial<DatasetContext> = {}): TestContext {
  const said: string[] = [];
  return { cacheDir, said, report: (message) => said.push(message), signal: new AbortController().signal, ...more };
}
