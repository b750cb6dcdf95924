import type { Reporter, ReportFile, RunView } from "@infoplane/contracts";

/** The files that a reporter renders, each validated: throws TypeError if it returns something else. */
export async function* renderedFiles(reporter: Reporter, run: RunView): AsyncGenerator<ReportFile> {
  const rendered: unknown = reporter.render(run);
  if (!isIterable(rendered)) throw new TypeError("render() returned nothing that can be iterated for files");
  for await (const file of rendered) yield asFile(file);
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

function asFile(file: unknown): ReportFile {
  const { path, content, leftOut = [] } = (file ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof path !== "string") throw new TypeError("render() returned a file whose path is not a text");
  if (typeof content !== "string" && !(content instanceof Uint8Array))
    throw new TypeError(`the content of ${path} is neither text nor a Uint8Array`);
  if (!Array.isArray(leftOut) || leftOut.some((text) => typeof text !== "string"))
    throw new TypeError(`leftOut of ${path} is not a list of texts`);
  return { path, content, ...(leftOut.length > 0 && { leftOut: leftOut as string[] }) };
}
