import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { formatPlace, reasonOf, stacksOf, thrownAt } from "@infoplane/contracts";
import { frameOf } from "@infoplane/core";

/** Why a module failed to load. */
export interface ModuleFault {
  /** With file, line and column in code outside the program. */
  readonly reason: string;
  /** The code there, if known. */
  readonly frame: string | undefined;
}

export async function faultOfModule(error: unknown, file: string): Promise<ModuleFault> {
  return { reason: await reasonFor(error, file), frame: frameOf(error) };
}

async function reasonFor(error: unknown, file: string): Promise<string> {
  const said = reasonOf(error);
  if (!(error instanceof Error)) return said;
  // tsx compiles .cts under the name of a .ts file.
  const reason = file.endsWith(".cts") ? said.replaceAll(file.replace(/\.cts$/, ".ts"), file) : said;
  const thrown = thrownAt(error);
  const place = thrown
    ? formatPlace(thrown)
    : error.name === "SyntaxError"
      ? await placeOfSyntax(error, file)
      : undefined;
  return place === undefined || /:\d+:\d+: /.test(reason) ? reason : `${reason}, at ${place}`;
}

/** Where Node's parser stops: for an ES module that it imports, it does not give the position. */
async function placeOfSyntax(error: Error, file: string): Promise<string | undefined> {
  const place = placeAbove(stacksOf(error)[0] ?? "");
  if (place !== undefined) return place;
  try {
    await promisify(execFile)(process.execPath, ["--check", file]);
  } catch (failure) {
    return placeAbove((failure as { readonly stderr?: string }).stderr ?? "");
  }
  return undefined;
}

/** The line that Node prints above a syntax error: `/a/my-metric.ts:12`, `file:///a/my-metric.ts:12`. */
const placeAbove = (text: string): string | undefined => /^(?:file:\/\/)?((?:[A-Za-z]:)?[\\/].*:\d+)$/m.exec(text)?.[1];
