import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "@infoplane/contracts";
import { root } from "../support/root.ts";

/** What one message says for one list of arguments. */
export interface Said {
  readonly package: string;
  /** Its name in its module: `notes.turned`. */
  readonly name: string;
  /** A sentence without a code stands alone, or is part of another one. */
  readonly says: Diagnostic | string;
}

export interface Catalogue {
  readonly said: readonly Said[];
  /** Functions without an example, and examples without a function: `packages/core/src/messages.ts locked`. */
  readonly unmatched: readonly string[];
}

type Group = Readonly<Record<string, unknown>>;
type Call = (...args: unknown[]) => unknown;

/** Every message of every `packages/*\/src/**\/messages*.ts`, called with the examples in the file next to it. */
export async function readCatalogue(): Promise<Catalogue> {
  const said: Said[] = [];
  const unmatched: string[] = [];
  for (const file of messageFiles()) {
    const of = relative(root, file);
    const place = of.split("/")[1] ?? "";
    const beside = file.replace(/\.ts$/, ".examples.ts");
    const examples = existsSync(beside) ? (((await load(beside))["examples"] ?? {}) as Group) : {};
    const visit = (group: Group, own: Group, path: string): void => {
      for (const name of new Set([...Object.keys(group), ...Object.keys(own)])) {
        const [value, lists] = [group[name], own[name]];
        if (typeof value === "string") said.push({ package: place, name: path + name, says: value });
        else if (isGroup(value)) visit(value, isGroup(lists) ? lists : {}, `${path}${name}.`);
        else if (typeof value === "function" && Array.isArray(lists) && lists.length > 0)
          for (const args of lists as unknown[][])
            said.push({ package: place, name: path + name, says: asSaid((value as Call)(...args)) });
        else if (typeof value === "function" || lists !== undefined) unmatched.push(`${of} ${path}${name}`);
      }
    };
    visit(await load(file), examples, "");
  }
  return { said, unmatched };
}

function messageFiles(): string[] {
  const packages = join(root, "packages");
  return readdirSync(packages)
    .flatMap((name) =>
      readdirSync(join(packages, name, "src"), { recursive: true, encoding: "utf8" }).map((file) =>
        join(packages, name, "src", file),
      ),
    )
    .filter((file) => /\/messages[^/]*\.ts$/.test(file) && !/\.(test|examples)\.ts$/.test(file))
    .sort();
}

const load = async (file: string): Promise<Group> => (await import(pathToFileURL(file).href)) as Group;

const isGroup = (value: unknown): value is Group =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function asSaid(answer: unknown): Diagnostic | string {
  if (isGroup(answer) && "code" in answer) return answer as unknown as Diagnostic;
  return answer instanceof Error ? answer.message : String(answer);
}
