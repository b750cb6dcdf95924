import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { frameOf } from "@infoplane/core";

const program = ["node_modules/", "packages/", "run.ts"].map((part) =>
  fileURLToPath(new URL(`../../../../${part}`, import.meta.url)),
);

/** What a module ended with that was being loaded. */
export interface ModuleFault {
  /** With file, line and column in code that is not the program's. */
  readonly reason: string;
  /** The code there, where it is known. */
  readonly frame: string | undefined;
}

export async function faultOfModule(error: unknown, file: string): Promise<ModuleFault> {
  return { reason: await reasonOf(error, file), frame: frameOf(error) };
}

async function reasonOf(error: unknown, file: string): Promise<string> {
  if (!(error instanceof Error)) return String(error);
  // What tsx makes of .cts goes by the name of .ts.
  const reason = file.endsWith(".cts") ? error.message.replaceAll(file.replace(/\.cts$/, ".ts"), file) : error.message;
  const place = placeIn(error.stack ?? "") ?? (error.name === "SyntaxError" ? await placeOfSyntax(file) : undefined);
  return place === undefined || /:\d+:\d+: /.test(reason) ? reason : `${reason}, at ${place}`;
}

/** Of a stack, the first place outside Node and the program: of the code itself, or the line above an error of syntax. */
function placeIn(stack: string): string | undefined {
  for (const line of stack.split("\n")) {
    const [, url, at] =
      /^(?: +at .*?)?(?:async |\()?((?:file:\/\/)?(?:[A-Z]:)?[\\/].*?):(\d+(?::\d+)?)\)?$/.exec(line) ?? [];
    if (url === undefined || at === undefined || line.includes("node:")) continue;
    const path = url.startsWith("file:") ? fileURLToPath(url) : url;
    if (!program.some((folder) => path.startsWith(folder))) return `${path}:${at}`;
  }
  return undefined;
}

/** Where Node's parser stops: of an ES module that it is asked to import it does not say the place. */
async function placeOfSyntax(file: string): Promise<string | undefined> {
  try {
    await promisify(execFile)(process.execPath, ["--check", file]);
  } catch (error) {
    return placeIn((error as { readonly stderr?: string }).stderr ?? "");
  }
  return undefined;
}
